"""Telling the processor what will be read soon. A hint only: it changes no value, at any index."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


@intrinsic
def prefetch(typing_context, array, place):
    """Bring array[place] of a one-dimensional array towards the cache. The index is not checked."""

    def generate(context, builder, signature, arguments):
        kind = signature.args[0]
        view = context.make_array(kind)(context, builder, arguments[0])
        shape = cgutils.unpack_tuple(builder, view.shape)
        strides = cgutils.unpack_tuple(builder, view.strides)
        element = cgutils.get_item_pointer2(
            context, builder, view.data, shape, strides, kind.layout, [arguments[1]]
        )
        byte = ir.IntType(8).as_pointer()
        flag = ir.IntType(32)
        hint = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag]), "llvm.prefetch.p0"
        )
        # Arguments of llvm.prefetch: for writing, keep it as long as possible, data.
        builder.call(hint, [builder.bitcast(element, byte), flag(1), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate

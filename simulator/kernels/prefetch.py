"""Telling the processor what will be read soon. A hint only: it changes no value, at any index."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _hint(context, builder, kind, array, indices):
    view = context.make_array(kind)(context, builder, array)
    shape = cgutils.unpack_tuple(builder, view.shape)
    strides = cgutils.unpack_tuple(builder, view.strides)
    element = cgutils.get_item_pointer2(context, builder, view.data, shape, strides, kind.layout, indices)
    byte = ir.IntType(8).as_pointer()
    flag = ir.IntType(32)
    hint = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag]), "llvm.prefetch.p0"
    )
    # Arguments of llvm.prefetch: for writing, keep it as long as possible, data.
    builder.call(hint, [builder.bitcast(element, byte), flag(1), flag(3), flag(1)])
    return context.get_dummy_value()


@intrinsic
def prefetch(typing_context, array, place):
    """Bring array[place] of a one-dimensional array towards the cache. The index is not checked."""

    def generate(context, builder, signature, arguments):
        return _hint(context, builder, signature.args[0], arguments[0], [arguments[1]])

    return types.void(array, types.int64), generate


@intrinsic
def prefetch_2d(typing_context, array, row, place):
    """Bring array[row, place] of a two-dimensional array towards the cache. The indices are not checked."""

    def generate(context, builder, signature, arguments):
        return _hint(context, builder, signature.args[0], arguments[0], [arguments[1], arguments[2]])

    return types.void(array, types.int64, types.int64), generate

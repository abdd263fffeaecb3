"""Frames as bytes: thinning loses no decision."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.runs.frames import FRAMES, Message, decode, message_payload, thin


def some_frames(count: int, first: int = 1) -> list[dict[str, object]]:
    return [
        {"id": i, "decisions": [f"{i}.a", f"{i}.b"], "commands": [{"kind": f"{i}.c"}]}
        for i in range(first, first + count)
    ]


@given(st.integers(0, 300), st.integers(1, 40))
def test_thinning_keeps_the_last_frame_and_every_decision(count: int, limit: int) -> None:
    frames = some_frames(count)
    kept = thin(frames, limit)
    assert len(kept) == min(count, limit)
    assert [frame["id"] for frame in kept[-1:]] == [frame["id"] for frame in frames[-1:]]
    assert [d for frame in kept for d in frame["decisions"]] == [
        d for frame in frames for d in frame["decisions"]
    ]
    taken = [(c["kind"], c.get("tick", frame["id"])) for frame in kept for c in frame["commands"]]
    assert taken == [(c["kind"], frame["id"]) for frame in frames for c in frame["commands"]]
    assert frames == some_frames(count), "the input is not changed"


def test_a_decision_never_moves_to_an_earlier_frame() -> None:
    for frame in thin(some_frames(100), 7):
        assert all(int(decision.split(".")[0]) <= frame["id"] for decision in frame["decisions"])


def test_a_message_survives_the_channel() -> None:
    message = Message(FRAMES, 2, 40, 80, message_payload(2, 40, some_frames(40, 41), 59.9))
    again = Message.from_bytes(message.as_bytes())
    assert again == message
    content = decode(again.payload)
    assert (content["after"], content["through"], len(content["frames"])) == (40, 80, 20)

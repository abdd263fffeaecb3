"""Runs: worlds advanced by workers, watched live, replayed later. The idea is told in `slices`."""

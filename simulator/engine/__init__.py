"""The engine: compiles an architecture into a world and advances it tick by tick."""

from simulator.engine.commands import Script, parse_command, parse_script
from simulator.engine.frames import Frame
from simulator.engine.warming import warm_up
from simulator.engine.world import World

__all__ = ["Frame", "Script", "World", "parse_command", "parse_script", "warm_up"]

"""The tags that are there, named."""
from widgets.timeline.heat import HeatLane

class TagsLane(HeatLane):
    """A HeatLane with the strongest tag named in a strip above it; same arguments."""

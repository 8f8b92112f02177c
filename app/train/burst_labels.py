"""What EmoGator's categories are called and where they lie on the circumplex."""

EMOGATOR_CODES = {
    "02": "amusement",
    "03": "anger",
    "06": "contempt",
    "07": "contentment",
    "09": "disappointment",
    "10": "disgust",
    "11": "distress",
    "12": "ecstasy",
    "13": "elation",
    "15": "fear",
    "18": "neutral",
    "19": "pain",
    "22": "relief",
    "24": "sadness",
    "25": "serenity",
    "27": "bad surprise",
    "28": "good surprise",
    "30": "triumph",
}
CATEGORIES = tuple(EMOGATOR_CODES.values())
"""The 18 categories of the tar, in the order of EmoGator's numbers."""

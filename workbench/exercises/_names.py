"""What the places of drawn data are called: names that stand on no map of the studies."""

PLACES = (
    "Alderton",
    "Birchfield",
    "Cedarholm",
    "Dunmore",
    "Elmstead",
    "Fairwater",
    "Glenbrook",
    "Hazelby",
    "Ironbridge",
    "Juniper",
    "Kingsford",
    "Larkhill",
    "Merrow",
)
REGIONS = ("Eastbridge", "Northford", "Westhaven", "Southwick", "Middleton")
PROVINCES = ("Lakeland", "Hillshire")

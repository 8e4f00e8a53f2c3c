"""Register the hypotheses that are not registered yet."""

from workbench.hypotheses import hypotheses
from workbench.hypotheses._register import REGISTER, entries

with REGISTER.open("a", encoding="utf-8") as file:
    cards = [hypotheses[name].hypothesis for name in hypotheses.names()]
    file.write(entries(sorted(cards, key=lambda card: int(card.number[1:]))))

"""What all figures share."""

from explorer.figures import style


def test_a_long_title_beside_a_figure_takes_two_lines_and_has_room() -> None:
    long, short = "concentration of sodium salts (mmol/l) ×10⁵", "f(x)"
    figures = [style.picture([], {"title": long}, {"title": title}, 340, finding="") for title in (short, long)]
    texts = [figure["layout"]["yaxis"]["title"]["text"] for figure in figures]
    assert texts == [short, "concentration of sodium<br>salts (mmol/l) ×10⁵"]
    assert figures[0]["layout"]["xaxis"]["title"]["text"] == long
    assert figures[1]["layout"]["margin"]["l"] == figures[0]["layout"]["margin"]["l"] + 15

"""Reading what a candidate gave, as text: `answer.read_answer` is the way in."""

"""Whether customers are asked, and what that means for who has a ticket. Below ownership; sending and answering are in `desk/surveys`."""

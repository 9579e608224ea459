"""Real processes, killed and cut while people work: nothing acknowledged is lost, nothing is done twice."""

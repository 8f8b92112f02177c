"""What the user corrects: segments, cuts, thresholds, speaker baselines."""

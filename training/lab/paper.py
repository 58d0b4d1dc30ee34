"""The paper's own figures (Schlag, Irie, Schmidhuber 2021), which ours stand beside."""

# fig. 2: capacity, final evaluation loss by S
CAPACITY_S = (40, 60, 120, 200, 260, 400, 600)
CAPACITY = {
    "linear": (8e-4, 0.025, 0.23, 0.34, 0.38, 0.42, 0.45),
    "DPFP-1": (3e-4, 4e-4, 0.009, 0.175, 0.27, 0.35, 0.42),
    "DPFP-2": (6e-4, 1e-3, 3e-4, 4e-4, 0.010, 0.17, 0.33),
    "DPFP-3": (9e-4, 5e-4, 5e-4, 9e-4, 4e-4, 0.036, 0.20),
    "FAVOR+ 64": (0.30, 0.49, 0.50, 0.50, 0.50, 0.50, 0.50),
    "FAVOR+ 128": (0.21, 0.48, 0.50, 0.50, 0.50, 0.50, 0.50),
    "FAVOR+ 512": (0.08, 0.41, 0.50, 0.50, 0.50, 0.50, 0.50),
    "softmax": (3e-4, 7e-5, 1e-5, 9e-6, 4e-6, 3e-6, 0.054),
}

# fig. 3: update rules at S = 20, loss at the end; and the delta rule by S
UPDATES = {"DPFP-1 delta": 8e-4, "DPFP-1 sum": 0.10, "DPFP-1 FWM": 0.04, "tanh FWM": 1.5}
UPDATES_S = (80, 120, 160, 200)
UPDATES_BY_S = {"DPFP-1 delta": (0.011, 0.018, 0.114, 0.185), "DPFP-2 delta": (8e-4, 8e-4, 8e-4, 8e-4)}

# tables 2 (small), 3 and 4 (medium): WikiText-103, perplexity on its validation set
PERPLEXITY = {
    "table2": {"softmax": "33.0", "linear sum": "37.1", "linear delta": "34.1", "Performer sum": "39.0",
               "Performer delta": "36.1", "DPFP sum": "37.7", "DPFP delta": "33.9"},
    "table3": {"positions, attention normalisation": "30.4", "attention normalisation": "29.2", "positions": "29.7",
               "neither": "28.1"},
    "table4": {"DPFP delta, carried": "27.8", "linear sum, carried": "> 260"},
}

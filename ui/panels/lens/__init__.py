"""The logit lens: what each layer of one or two models would predict."""

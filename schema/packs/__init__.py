"""The packs that ship with Doorstep, one folder each: pack.json, areas.json, forms/."""

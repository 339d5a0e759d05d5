-- When the directory was asked for all it knows, confirmed by the broker; null = not yet.
alter table unit_tree_revision add column directory_asked_at timestamptz;

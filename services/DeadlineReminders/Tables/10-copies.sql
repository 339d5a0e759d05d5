-- A copy of a notice is about no assignment: nothing is owed by it. What kind of message it is stands with it: copy, copy-amended,
-- copy-withdrawn.
alter table inbox alter column assignment drop not null, add column copy text;
create index inbox_copy_of_plan on inbox (plan) where copy is not null;
create index inbox_copy_of_unit on inbox (unit, written_at desc, id desc) where copy = 'copy';

-- When an assignment was last urged by hand: nobody is urged again at once.
alter table board add column urged_at timestamptz;

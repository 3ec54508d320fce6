"""Who must not be found, under whichever of his records that is known: deadlines ask it about records in sight,
while the seal or the mark may be on a linked one out of sight."""

from django.db import migrations

CREATE = """
CREATE FUNCTION nuan_hidden_people(wanted bigint[], marks text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id FROM people_person p
  WHERE p.id = ANY (wanted) AND EXISTS (
    SELECT 1 FROM people_person same
    WHERE (same.id = p.id OR same.cluster_id = p.cluster_id)
      AND (same.sealed OR EXISTS (
        SELECT 1 FROM people_personalert a
        WHERE a.person_id = same.id AND a.ended_at IS NULL AND a.alert = ANY (marks))))
$$;
REVOKE ALL ON FUNCTION nuan_hidden_people(bigint[], text[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_portrait")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION nuan_hidden_people(bigint[], text[])")]

"""Emergency accesses of a user that still give sight: read with the roles at every request, in the same call."""

from django.db import migrations

CREATE = """
CREATE FUNCTION nuan_running_glass(wanted bigint, at timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT ARRAY(SELECT g.id FROM access_brokenglass g
               WHERE g.user_id = wanted AND g.ended_at IS NULL AND g.broken_at <= at AND g.ends_at > at ORDER BY g.id)
$$;
REVOKE ALL ON FUNCTION nuan_running_glass(bigint, timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_roles_in_force")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION nuan_running_glass(bigint, timestamptz)")]

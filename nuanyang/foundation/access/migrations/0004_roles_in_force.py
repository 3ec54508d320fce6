"""Who a signed-in user is, in one call: the roles in force with their organisation and the user's circles.

Every request asks it before anybody acts, so it looks with the owner's eyes and answers about one user only.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION nuan_roles_in_force(wanted bigint, at timestamptz)
RETURNS TABLE (organisation_id bigint, code varchar, name varchar, kind varchar, own_region varchar,
               role varchar, permissions text[], oversees boolean, region varchar, circles bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.code, o.name, o.kind, o.region, r.code, r.permissions, r.oversees, a.region,
         ARRAY(SELECT c.circle_id::bigint FROM access_circlemember c
               WHERE c.user_id = wanted AND (c.valid_to IS NULL OR c.valid_to > at) ORDER BY c.circle_id)
  FROM access_assignment a
  JOIN access_role r ON r.code = a.role_id
  JOIN orgs_organisation o ON o.id = a.organisation_id
  WHERE a.user_id = wanted AND a.valid_from <= at AND (a.valid_to IS NULL OR a.valid_to > at)
  ORDER BY o.code, a.id
$$;
REVOKE ALL ON FUNCTION nuan_roles_in_force(bigint, timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_glass_review"), ("orgs", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION nuan_roles_in_force(bigint, timestamptz)"),
    ]

"""The desk's tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scopes", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "article_days",
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("views", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deflections", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "day"),
    )
    op.create_table(
        "article_uses",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("how", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("article_uses", schema=None) as batch_op:
        batch_op.create_index("article_uses_article", ["article_id", "at"], unique=False)
        batch_op.create_index("article_uses_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("questions", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tags", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("restored_from", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("translated_from", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("article_id", "number"),
    )
    with op.batch_alter_table("article_versions", schema=None) as batch_op:
        batch_op.create_index("article_versions_article", ["article_id"], unique=False)

    op.create_table(
        "article_votes",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("read_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("article_votes", schema=None) as batch_op:
        batch_op.create_index("article_votes_article", ["article_id", "at"], unique=False)

    op.create_table(
        "articles",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("original", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("slug", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("newest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("live", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("author_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("owner_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("audience", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("review_by", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("redirect", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("gap_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("text_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("learn_from", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("updated_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index("articles_gap", ["gap_id"], unique=False)
        batch_op.create_index("articles_original", ["original"], unique=False)
        batch_op.create_index("articles_state", ["state", "updated_at"], unique=False)
        batch_op.create_index("articles_text", ["text_seq"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uploader", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("entry_id", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index("attachments_created", ["created_at"], unique=False)
        batch_op.create_index("attachments_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("detail", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("audit_subject", ["subject", "seq"], unique=False)

    op.create_table(
        "beats",
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "calendars",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("promised_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tried", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("late", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.create_index("call_backs_customer", ["customer_id", "state"], unique=False)
        batch_op.create_index("call_backs_ticket", ["ticket_id", "state"], unique=False)

    op.create_table(
        "call_parties",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("invited_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("invited_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("left_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call_parties", schema=None) as batch_op:
        batch_op.create_index("call_parties_call", ["call_id"], unique=False)
        batch_op.create_index("call_parties_user", ["user_id", "state"], unique=False)

    op.create_table(
        "calls",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("provider_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("direction", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("rung_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answered_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("held", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("muted", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("end_reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("recording", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("candidates", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("held_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("muted_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("provider_id", name="calls_provider"),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("calls_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "chunks",
        sa.Column("attachment_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", "number"),
    )
    op.create_table(
        "clock_steps",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clock", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reached_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fired_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "cycle", "step"),
    )
    op.create_table(
        "clock_stories",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("terms_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("told", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("open", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("fired", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_table(
        "clock_terms",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "clocks",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clock", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("target_s", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("warn_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("manual", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("met_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("stopped_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("breached_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("elapsed_s", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("next_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("policy_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("policy_version", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("call_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "cycle"),
    )
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.create_index(
            "clocks_decided",
            ["decided_at"],
            unique=False,
            sqlite_where=sa.text("decided_at IS NOT NULL"),
            postgresql_where=sa.text("decided_at IS NOT NULL"),
        )
        batch_op.create_index(
            "clocks_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "config_versions",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "version"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("visitor_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("delivered_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("read_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_read_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index("conversations_customer", ["customer_id", "channel"], unique=False)
        batch_op.create_index("conversations_ticket", ["ticket_id"], unique=False)
        batch_op.create_index("conversations_visitor", ["visitor_id"], unique=False)

    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "cursors",
        sa.Column("reader", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("reader"),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("time_zone", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("organisation_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("segment", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("tags", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("consents", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("merged_into", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("blocked_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("blocked_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("erased_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index("customers_created", ["created_at"], unique=False)
        batch_op.create_index("customers_merged", ["merged_into"], unique=False)

    op.create_table(
        "desk_rules",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("drafts_ticket", ["ticket_id"], unique=False)
        batch_op.create_index("drafts_user", ["user_id", "ticket_id"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("conversation_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("author_kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("attachment_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("facts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("entries_channel", ["customer_id", "channel", "at", "seq"], unique=False)
        batch_op.create_index("entries_client", ["conversation_id", "client_id"], unique=False)
        batch_op.create_index("entries_customer", ["customer_id", "at", "seq"], unique=False)
        batch_op.create_index("entries_ticket", ["ticket_id", "seq"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("invitation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("not_for", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("closed_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reasked_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
        sa.UniqueConstraint("invitation_id", name="follow_ups_once"),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index("follow_ups_about", ["about_id"], unique=False)
        batch_op.create_index("follow_ups_opened", ["opened_at"], unique=False)

    op.create_table(
        "gaps",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("assignee_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.create_index("gaps_state", ["state"], unique=False)

    op.create_table(
        "identities",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("verified_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index("identities_customer", ["customer_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("survey_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("occasion", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("via", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agents", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reask_of", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("call_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("planned_for", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("edited_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("expired_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("undelivered_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("numbers", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("score", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("comment", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("low", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("mood", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ticket_id", "cycle", name="invitations_once"),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index("invitations_call", ["call_id"], unique=False)
        batch_op.create_index("invitations_customer", ["customer_id"], unique=False)
        batch_op.create_index("invitations_sent", ["sent_at"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("run_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("detail", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lease_until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("holder", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("attempts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("failure", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "key", name="jobs_once"),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "jobs_due",
            ["lane", "run_at"],
            unique=False,
            sqlite_where=sa.text("failed_at IS NULL"),
            postgresql_where=sa.text("failed_at IS NULL"),
        )

    op.create_table(
        "keys",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), autoincrement=False, nullable=True),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("destroyed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("log", schema=None) as batch_op:
        batch_op.create_index("log_ticket", ["ticket_id", "seq"], unique=False)

    op.create_table(
        "lookups",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "kind", "subject"),
    )
    with op.batch_alter_table("lookups", schema=None) as batch_op:
        batch_op.create_index("lookups_customer", ["customer_id"], unique=False)
        batch_op.create_index("lookups_hash", ["hash"], unique=False)

    op.create_table(
        "macros",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("attempts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failure", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("about_id", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index("mails_state", ["state", "created_at"], unique=False)

    op.create_table(
        "merges",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("undone_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("undone_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index("merges_source", ["source_id"], unique=False)
        batch_op.create_index("merges_target", ["target_id"], unique=False)

    op.create_table(
        "mood_trends",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("points", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("before", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("fell_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("mood_trends", schema=None) as batch_op:
        batch_op.create_index(
            "mood_trends_fell",
            ["fell_at"],
            unique=False,
            sqlite_where=sa.text("fell_at IS NOT NULL"),
            postgresql_where=sa.text("fell_at IS NOT NULL"),
        )

    op.create_table(
        "moods",
        sa.Column("entry_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("leaning", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("end", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("engine", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("corrected", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("corrected_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("consented", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("moods", schema=None) as batch_op:
        batch_op.create_index("moods_at", ["at"], unique=False)
        batch_op.create_index("moods_customer", ["customer_id", "at"], unique=False)
        batch_op.create_index("moods_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "not_asked",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("occasion", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("free_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "cycle", "survey_id"),
    )
    with op.batch_alter_table("not_asked", schema=None) as batch_op:
        batch_op.create_index("not_asked_at", ["at"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("facts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("urgent", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("given_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("held_until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("shown_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("seen_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("read_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "key", name="notices_once"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("notices_shown", ["user_id", "shown_at"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("why", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index("offers_agent", ["agent_id", "state"], unique=False)
        batch_op.create_index("offers_created", ["agent_id", "created_at"], unique=False)
        batch_op.create_index("offers_ticket", ["ticket_id", "created_at"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "passages",
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vector", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", "model"),
    )
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.create_index("passages_seq", ["text_seq"], unique=False)

    op.create_table(
        "pictures",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("media_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "presence",
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("set_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("set_by_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("idle_since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("then", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("about", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "queue_counts",
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("waiting", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("queue_id"),
    )
    op.create_table(
        "queues",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channels", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skills", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("offer_timeout_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("auto_accept", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("calendar_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("overflow_queue_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("steps", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ratio", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "receipts",
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key"),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index("receipts_at", ["at"], unique=False)

    op.create_table(
        "scenarios",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("scenarios", schema=None) as batch_op:
        batch_op.create_index("scenarios_name", ["name"], unique=False)

    op.create_table(
        "sealed",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sealed", schema=None) as batch_op:
        batch_op.create_index("sealed_key", ["key_id"], unique=False)

    op.create_table(
        "searches",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("shown", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("gap_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("searches", schema=None) as batch_op:
        batch_op.create_index("searches_at", ["at"], unique=False)
        batch_op.create_index("searches_gap", ["gap_id"], unique=False)

    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("last_step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recovery", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("sessions_user", ["user_id"], unique=False)

    op.create_table(
        "skills",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("calendar_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sla_policies", schema=None) as batch_op:
        batch_op.create_index("sla_policies_order", ["position"], unique=False)

    op.create_table(
        "slugs",
        sa.Column("slug", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    with op.batch_alter_table("slugs", schema=None) as batch_op:
        batch_op.create_index("slugs_article", ["article_id"], unique=False)

    op.create_table(
        "snippet_uses",
        sa.Column("snippet", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("snippet", "article_id"),
    )
    op.create_table(
        "snippets",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "spans",
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("set_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("live", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("user_id", "seq"),
    )
    with op.batch_alter_table("spans", schema=None) as batch_op:
        batch_op.create_index("spans_since", ["user_id", "since"], unique=False)

    op.create_table(
        "stints",
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("span_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("live", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "supervisions",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("joined_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "user_id"),
    )
    with op.batch_alter_table("supervisions", schema=None) as batch_op:
        batch_op.create_index("supervisions_user", ["user_id"], unique=False)

    op.create_table(
        "survey_rules",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("budget", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("window_days", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cool_down_days", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quiet_from", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quiet_to", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("minimum_answers", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("respond_within_hours", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("low_csat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("low_nps", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("low_ces", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_sad_comment", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("boost_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "surveys",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("active", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("questions", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thanks", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("occasions", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sample_percent", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delay_minutes", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("open_days", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("remind_days", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("edit_hours", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "suspicions",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("left_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("right_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decided_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("decision", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("suspicions", schema=None) as batch_op:
        batch_op.create_index("suspicions_left", ["left_id"], unique=False)
        batch_op.create_index("suspicions_right", ["right_id"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("arrived", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_in", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answered", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("in_target", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("abandoned", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("abandoned_late", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_out", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("waited_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("queue_id", "quarter"),
    )
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.create_index("tallies_quarter", ["quarter"], unique=False)

    op.create_table(
        "teams",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "ticket_fields",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("choices", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("assignee_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("tags", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("updated_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_entry_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("last_entry_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("unanswered_since", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("unread", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("snoozed_until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("solved_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("reopened", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("wrap_up_code_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("wrapped_up_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("call_back_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("guest_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("due_clock", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("due_state", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("due_since", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("due_warn_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("clocks_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("merged_into", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name="tickets_number"),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            "tickets_assignee",
            ["assignee_id", "updated_at"],
            unique=False,
            sqlite_where=sa.text("status NOT IN ('solved','closed','spam')"),
            postgresql_where=sa.text("status NOT IN ('solved','closed','spam')"),
        )
        batch_op.create_index("tickets_customer", ["customer_id", "created_at"], unique=False)
        batch_op.create_index(
            "tickets_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("status NOT IN ('solved','closed','spam')"),
            postgresql_where=sa.text("status NOT IN ('solved','closed','spam')"),
        )
        batch_op.create_index("tickets_queue", ["queue_id", "status", "updated_at"], unique=False)
        batch_op.create_index("tickets_updated", ["updated_at"], unique=False)

    op.create_table(
        "timers",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("detail", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index("timers_due", ["due_at"], unique=False)
        batch_op.create_index("timers_subject", ["subject"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index("tokens_subject", ["subject"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("time_zone", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("team_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skills", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("capacity", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("preferences", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("calendar_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("on_call", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("password", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deactivated_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email", name="users_email"),
    )
    op.create_table(
        "waiting",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("target_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_in", sa.Boolean(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index("waiting_queue", ["queue_id", "since"], unique=False)

    op.create_table(
        "waits",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("target_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_in", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("hand", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index("waits_begun", ["queue_id", "since"], unique=False)
        batch_op.create_index("waits_ended", ["queue_id", "ended_at"], unique=False)

    op.create_table(
        "whispers",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("to_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("whispers", schema=None) as batch_op:
        batch_op.create_index("whispers_ticket", ["ticket_id", "seq"], unique=False)

    op.create_table(
        "widgets",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("greeting", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("origins", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "words",
        sa.Column("word", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "subject"),
    )
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.create_index("words_customer", ["customer_id"], unique=False)
        batch_op.create_index("words_word", ["word", "at", "subject"], unique=False)

    op.create_table(
        "work",
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skills", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("entered_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("offer_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("declined_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skip_once", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("last_agent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("boosts", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("hops", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("also_queue_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("relax_from", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("unroutable", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("unroutable_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index("work_agent", ["agent_id", "state"], unique=False)
        batch_op.create_index(
            "work_queued",
            ["queue_id", "entered_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index("work_state", ["state"], unique=False)

    op.create_table(
        "wrap_up_codes",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("queue_ids", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removed_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )

// Made by `python -m server describe types` from console/protocol.py; a test holds the two together.

/** A member of staff on the floor. `load`: open pieces of work per channel against `capacity`. A wrap-up ends at `until` and is about ticket `about`. `set_by_id`: the supervisor who set the state, where one did. */
export interface AgentRecord {
  type: "agent";
  id: string;
  version: number;
  name: string;
  role: string;
  team_ids: string[];
  skills: Record<string, number>;
  state: string;
  reason: string | null;
  since: number;
  set_by: string;
  set_by_id: string | null;
  until: number | null;
  about: string | null;
  load: Record<string, number>;
  capacity: Record<string, number>;
}

export type AnyRecord = TicketRecord | EntryRecord | ConversationRecord | CallRecord | OfferRecord | AgentRecord | QueueRecord | TeamRecord | SkillRecord | WrapUpCodeRecord | TicketFieldRecord | RulesRecord | MacroRecord | NoticeRecord | SupervisionRecord | WhisperRecord | Gone;

/** A file of an entry; `url` is below /api/v1. */
export interface AttachmentBrief {
  id: string;
  name: string;
  media_type: string;
  size: number;
  url: string;
}

/** A call. `state`: ringing, connecting, answered, ended, failed. `number` is masked for display; empty when withheld. */
export interface CallRecord {
  type: "call";
  id: string;
  version: number;
  ticket_id: string;
  direction: "in" | "out";
  state: string;
  agent_id: string | null;
  number: string;
  rung_at: number;
  answered_at: number | null;
  ended_at: number | null;
  held: boolean;
  muted: boolean;
  end_reason: string | null;
  recording: boolean;
  candidates: CustomerBrief[];
  parties: PartyBrief[];
}

/** A thread on one channel. Messages of staff up to `delivered_seq` / `read_seq` have reached / been seen by the customer. */
export interface ConversationRecord {
  type: "conversation";
  id: string;
  version: number;
  ticket_id: string;
  channel: "chat" | "voice" | "email" | "wechat" | "api" | "desk";
  created_at: number;
  ended_at: number | null;
  delivered_seq: number;
  read_seq: number;
}

/** A customer as shown in a list. `name` None: not known (shown as a word of the interface); `erased`: only the fact is left. */
export interface CustomerBrief {
  id: string;
  name: string | null;
  segment: string | null;
  language: string | null;
  blocked: boolean;
  erased: boolean;
}

/** A line of a timeline. `kind`: message, note, call, event, form. `facts` fill the sentence `timeline.<facts.code>` of the catalog. */
export interface EntryRecord {
  type: "entry";
  id: string;
  version: number;
  ticket_id: string | null;
  ticket_number: number | null;
  conversation_id: string | null;
  customer_id: string;
  kind: string;
  channel: string;
  author_kind: "customer" | "user" | "system" | "api";
  author_id: string | null;
  author_name: string | null;
  at: number;
  seq: number;
  body: string;
  client_id: string | null;
  attachments: AttachmentBrief[];
  facts: Record<string, any>;
  erased: boolean;
  mood: MoodMark | null;
}

/** The record (`of`, `id`) is not to be seen any more. */
export interface Gone {
  type: "gone";
  of: string;
  id: string;
  version: number;
}

/** An address. `shown` is masked unless the viewer asked to reveal it (which is audited). */
export interface IdentityBrief {
  id: string;
  kind: string;
  shown: string;
  verified: boolean;
  evidence: string | null;
}

/** One of the last interactions, over all channels. */
export interface Interaction {
  ticket_id: string | null;
  ticket_number: number | null;
  channel: string;
  kind: string;
  text: string;
  at: number;
  status: string | null;
}

/** What a customer answered last: `score` of `best` on a scale (csat, nps, ces); `low`: it was followed up. */
export interface LastSurvey {
  kind: string;
  score: number;
  best: number;
  low: boolean;
  at: number;
  ticket_number: number;
}

/** Limits a screen must know before it sends. */
export interface Limits {
  message_chars: number;
  attachment_bytes: number;
  frame_bytes: number;
}

/** A reply kept at hand, by language, with `{{places}}` for the composer to fill. `queue_ids` empty: in every queue. */
export interface MacroRecord {
  type: "macro";
  id: string;
  version: number;
  name: string;
  texts: Record<string, string>;
  queue_ids: string[];
}

/** Who is signed in at this screen. */
export interface Me {
  id: string;
  name: string;
  email: string;
  role: string;
  language: string;
  time_zone: string;
  team_ids: string[];
  queue_ids: string[];
  preferences: Record<string, any>;
}

/** Where a mood stands (-1 to 1), the newest scores that led there, and whether a supervisor was asked to look. */
export interface MoodLine {
  value: number;
  scores: number[];
  falling: boolean;
}

/** How a message sounds. `label`: as corrected, else as `found`; None: cannot tell. `start` to `end` (code points) decided. */
export interface MoodMark {
  label: string | null;
  found: string | null;
  confidence: number;
  start: number | null;
  end: number | null;
  engine: string;
  corrected: boolean;
}

/** Something this screen's person was told. `facts` fill the sentence `notice.<kind>`; `seen`: in the list, `read`: opened. */
export interface NoticeRecord {
  type: "notice";
  id: string;
  version: number;
  kind: string;
  ticket_id: string | null;
  facts: Record<string, any>;
  urgent: boolean;
  at: number;
  seen: boolean;
  read: boolean;
}

/** Work held out to this screen's agent. `state`: open, accepted, declined, timed_out, withdrawn. All a person needs before answering. `candidates` has more than one customer when the caller is ambiguous; then `customer` is None. */
export interface OfferRecord {
  type: "offer";
  id: string;
  version: number;
  ticket_id: string;
  ticket_number: number;
  agent_id: string;
  channel: "chat" | "voice" | "email" | "wechat" | "api" | "desk";
  queue_id: string;
  subject: string;
  created_at: number;
  expires_at: number;
  state: string;
  customer: CustomerBrief | null;
  candidates: CustomerBrief[];
  identity: IdentityBrief | null;
  time_zone: string | null;
  waited_since: number;
  last: Interaction[];
  open_tickets: number[];
  skills: Record<string, number>;
  why: Record<string, any>;
  survey: LastSurvey | null;
}

/** What the viewer typed and has not sent, on whichever device, since they had seen entry `since_seq`. */
export interface OwnDraft {
  text: string;
  mode: "reply" | "note";
  since_seq: number;
  at: number;
}

/** Somebody else in a call: a colleague (`user_id`) or a masked number outside. `state`: ringing, joined, left, failed. */
export interface PartyBrief {
  id: string;
  user_id: string | null;
  number: string;
  state: string;
}

/** A queue with what waits in it. */
export interface QueueRecord {
  type: "queue";
  id: string;
  version: number;
  name: string;
  team_id: string;
  channels: string[];
  waiting: number;
  longest_since: number | null;
  target_s: number;
}

/** What screens need of the desk's rules. One record, `desk`. */
export interface RulesRecord {
  type: "rules";
  id: string;
  version: number;
  wrap_up_code_queues: string[];
}

/** A skill's name. */
export interface SkillRecord {
  type: "skill";
  id: string;
  version: number;
  name: string;
}

/** A screen's whole state at `seq`: staff, queues, the tickets that are mine or wait in my queues, my offers and calls. */
export interface Snapshot {
  seq: number;
  at: number;
  me: Me;
  limits: Limits;
  records: (TicketRecord | EntryRecord | ConversationRecord | CallRecord | OfferRecord | AgentRecord | QueueRecord | TeamRecord | SkillRecord | WrapUpCodeRecord | TicketFieldRecord | RulesRecord | MacroRecord | NoticeRecord | SupervisionRecord | WhisperRecord | Gone)[];
}

/** A supervisor who is in a conversation. `mode`: watch (reads along), join (may write to the customer). */
export interface SupervisionRecord {
  type: "supervision";
  id: string;
  version: number;
  ticket_id: string;
  user_id: string;
  mode: string;
  since: number;
}

/** A team's name. */
export interface TeamRecord {
  type: "team";
  id: string;
  version: number;
  name: string;
}

/** A ticket as opened: its newest entries (oldest first), conversations and calls, at `seq`. `older` continues backwards. `draft` comes with the newest page only. */
export interface Thread {
  seq: number;
  ticket: TicketRecord;
  records: (TicketRecord | EntryRecord | ConversationRecord | CallRecord | OfferRecord | AgentRecord | QueueRecord | TeamRecord | SkillRecord | WrapUpCodeRecord | TicketFieldRecord | RulesRecord | MacroRecord | NoticeRecord | SupervisionRecord | WhisperRecord | Gone)[];
  older: string | null;
  draft: OwnDraft | null;
}

/** Something a ticket must tell before it is solved. `kind`: text, choice, number, yes_no. `queue_ids` empty: in every queue. */
export interface TicketFieldRecord {
  type: "ticket_field";
  id: string;
  version: number;
  name: string;
  kind: string;
  choices: string[];
  queue_ids: string[];
}

/** A ticket's card. `line` is the newest visible line (cut to 140 characters), `line_kind` its entry kind and author kind. `fields`: what it tells so far of what is wanted before solving, by id. `unroutable`: why nobody can take it. `call_back_at`: until when its customer was promised a call. `guest_ids`: colleagues in its call. */
export interface TicketRecord {
  type: "ticket";
  id: string;
  version: number;
  number: number;
  subject: string;
  customer: CustomerBrief;
  channel: "chat" | "voice" | "email" | "wechat" | "api" | "desk";
  queue_id: string;
  status: string;
  priority: string;
  assignee_id: string | null;
  tags: string[];
  created_at: number;
  updated_at: number;
  line: string;
  line_kind: string;
  line_author: string;
  line_at: number | null;
  unread: number;
  unanswered_since: number | null;
  snoozed_until: number | null;
  work_state: string | null;
  waiting_since: number | null;
  offered_to: string | null;
  reopened: number;
  due_at: number | null;
  due_clock: string | null;
  due_state: string | null;
  due_since: number | null;
  due_warn_at: number | null;
  clocks_seq: number;
  merged_into: string | null;
  fields: Record<string, any>;
  wrap_up_code_id: string | null;
  mood: MoodLine | null;
  call_back_at: number | null;
  guest_ids: string[];
  unroutable: string | null;
}

/** Words between a supervisor and the agent of a conversation. Told to those two, and to nobody else. */
export interface WhisperRecord {
  type: "whisper";
  id: string;
  version: number;
  ticket_id: string;
  from_id: string;
  to_id: string;
  at: number;
  seq: number;
  body: string;
}

/** How a conversation may have ended. `queue_ids` empty: in every queue. */
export interface WrapUpCodeRecord {
  type: "wrap_up_code";
  id: string;
  version: number;
  name: string;
  queue_ids: string[];
  position: number;
}

/** One event of the log as this screen may see it. `prev` is the seq of the change frame before it on this stream. */
export interface Change {
  frame: "change";
  seq: number;
  prev: number;
  at: number;
  kind: string;
  records: (TicketRecord | EntryRecord | ConversationRecord | CallRecord | OfferRecord | AgentRecord | QueueRecord | TeamRecord | SkillRecord | WrapUpCodeRecord | TicketFieldRecord | RulesRecord | MacroRecord | NoticeRecord | SupervisionRecord | WhisperRecord | Gone)[];
}

/** The answer to hello: the stream goes on after `cursor`; what was missed follows as change frames. */
export interface Welcome {
  frame: "welcome";
  cursor: number;
  head: number;
  heartbeat_s: number;
}

/** The cursor is too old or the configuration changed: here is a fresh snapshot; the stream goes on after its seq. */
export interface Resync {
  frame: "resync";
  snapshot: Snapshot;
  reason: string;
}

/** Sent every heartbeat: the newest seq of the log and of this stream, so that a screen knows whether it is current. */
export interface Beat {
  frame: "beat";
  head: number;
  last: number;
  at: number;
}

/** Somebody is typing on a ticket. `who` customer or user; never stored. */
export interface Typing {
  frame: "typing";
  ticket_id: string;
  who: "customer" | "user";
  user_id: string | null;
  on: boolean;
}

/** Which colleagues have the ticket open just now (`user_ids`) and which of them are writing. */
export interface Viewing {
  frame: "viewing";
  ticket_id: string;
  user_ids: string[];
  typing_ids: string[];
}

/** What the screen said could not be taken. */
export interface Refused {
  frame: "refused";
  code: string;
  detail: Record<string, any>;
}

/** The desk closes the socket. `retry_after_ms` None: do not come back (rights ended). */
export interface Bye {
  frame: "bye";
  code: string;
  retry_after_ms: number | null;
}

/** First of all: the cursor to go on from (0: none) and the tickets that are open on this screen. */
export interface Hello {
  say: "hello";
  cursor: number;
  watch?: string[];
  device?: string;
}

/** The tickets open on this screen from now on: their entries are sent here. */
export interface Watch {
  say: "watch";
  ticket_ids: string[];
}

/** The person at this screen is (or is no longer) writing a reply on a ticket. */
export interface Keys {
  say: "typing";
  ticket_id: string;
  on: boolean;
}

/** The application's heartbeat, which renews the presence lease. `active`: the person touched the screen in the last minutes. */
export interface Alive {
  say: "alive";
  active?: boolean;
}

export type AnySaid = Hello | Watch | Keys | Alive;

export type AnyFrame = Change | Welcome | Resync | Beat | Typing | Viewing | Refused | Bye;

/** A message as the customer sees it. `seq` orders; `client_id` matches the echo of what this browser sent. `system`: the desk's own. */
export interface WidgetMessage {
  id: string;
  seq: number;
  at: number;
  mine: boolean;
  system: boolean;
  author: string | null;
  body: string;
  client_id: string | null;
  attachments: AttachmentBrief[];
}

/** How it was: one question on a scale (csat, nps, ces; `ends` name its lowest and highest), and one for words (`comment`). */
export interface WidgetSurvey {
  question: string;
  kind: string;
  words: string;
  ends: string[];
  value: number | null;
  comment: string | null;
  comment_words: string;
  answered: boolean;
}

/** A chat as its customer sees it. `state`: waiting, open, ended. `position` in the queue while waiting (1 is next). `wait_s`: about how long it still takes, None: nobody can say. `opens_at`: the queue is closed until then. `supervisors`: the names of those who have joined. */
export interface WidgetChat {
  conversation_id: string;
  seq: number;
  state: string;
  agent: string | null;
  position: number | null;
  wait_s: number | null;
  opens_at: number | null;
  supervisors: string[];
  delivered_seq: number;
  read_seq: number;
  agent_read_seq: number;
  messages: WidgetMessage[];
  survey: WidgetSurvey | null;
}

/** The chat changed: new messages and its present state. `prev` as in Change. */
export interface WidgetChange {
  frame: "chat";
  prev: number;
  chat: WidgetChat;
}

/** First of all on a widget's socket: where to go on from. */
export interface WidgetHello {
  say: "widget_hello";
  conversation_id: string;
  cursor: number;
}

/** The customer is (or is no longer) writing. */
export interface WidgetKeys {
  say: "widget_typing";
  on: boolean;
}

export type AnyWidgetSaid = WidgetHello | WidgetKeys;

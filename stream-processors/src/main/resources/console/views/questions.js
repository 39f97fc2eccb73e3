// @ts-check
// Three questions, each answered with one click, with what is really there.
import {html} from '../preact.js';
import {href} from '../pure/route.js';
import {formatMembers} from '../pure/numbers.js';
import {causeOf} from '../pure/causes.js';
import {useAnswers} from '../state/answer.js';
import {Title} from '../parts/fields.js';
import {Moment} from '../parts/standing.js';
import {groupName} from '../pure/names.js';

/** The group that most watch, no link-local one before others. @param {any[]} groups */
function channel(groups) {
  const local = (/** @type {any} */ each) => (/^224\.0\.0\.|^ff.2:/.test(each.group) ? 1 : 0);
  return groups.slice().sort((a, b) => local(a) - local(b) || b.member_count - a.member_count)[0] ?? null;
}

export function Questions() {
  const [groups, alerts, segments] = useAnswers(['groups?limit=1000', 'alerts?limit=1', 'segments?limit=1']);
  const busiest = channel(groups.data?.items ?? []);
  const segment = busiest?.segment ?? segments.data?.items[0]?.segment ?? null;
  const standing = groups.data?.segments.find((/** @type {any} */ each) => each.segment === segment);
  const alert = alerts.data?.items[0] ?? null;
  // Half a minute before the last change is a moment at which it was watched.
  const at = busiest
    ? new Date(Math.max(Date.parse(busiest.started_at), Date.parse(standing.as_of) - 30_000)).toISOString()
    : null;
  return html`<${Title} title="Three questions" />
    <p>Tidewatch answers these from what it heard on the wire, for any moment that is kept.</p>
    <ol class="questions">
      <li><h2>Who was watching this channel when it froze?</h2>
        <p>Memberships are kept with the moment of each join and end, so a group can be asked for as it was.</p>
        ${
          busiest
            ? html`<p>The busiest channel on <b>${segment}</b> is <b>${busiest.group}</b> ${groupName(busiest.group)}
              ${' '}with ${formatMembers(busiest.member_count, busiest.tracking)} members.</p>
          <a class="primary" href=${href(['groups', segment, busiest.group], {at})}>Who was in it at <${Moment}
              at=${at} />?</a>
          <a href=${href(['groups', segment, busiest.group], {at, tab: 'timeline'})}>and before and after</a>`
            : html`<p class="dim">No group has a member yet.</p>`
        }</li>
      <li><h2>What broke at 14:02, and why do we think so?</h2>
        <p>One alert for one cause, with the evidence, the score of each other cause, and what to do.</p>
        ${
          alert
            ? html`<p>The newest: <b>${causeOf(alert).title}</b>, ${alert.scope.value}, at <${Moment}
                at=${alert.first_seen} />.</p>
          <a class="primary" href=${href(['alerts', alert.alert_id])}>What broke then, and why?</a>
          <a href=${href(['alerts'], {during: alert.opened_at})}>everything that went on at that time</a>`
            : html`<p class="dim">Nothing has stormed yet. <a
                href=${href(['alerts'], {during: '14:02'})}>Alerts at 14:02</a></p>`
        }</li>
      <li><h2>Which querier speaks for this segment, and since when?</h2>
        <p>The elected querier, its timers, and who else tries to be it.</p>
        ${segment === null ? html`<p class="dim">No segment was heard yet.</p>` : html`<a class="primary"
            href=${href(['queriers'], {segment})}>Who speaks for ${segment}?</a>`}</li>
    </ol>`;
}

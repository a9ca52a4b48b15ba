import type { JsonObject } from '../../core/json/json.ts'
import { dayNumber, formatDay, laterMoment, shiftDay } from '../moments.ts'
import type { Random } from '../random.ts'
import { child, items, num, put, str } from './fields.ts'

/** A status of 400 and above comes with errors, one below without; the page lies within the total. */
export function apiResponse(expected: JsonObject, random: Random): void {
  const failed = items(expected, 'errors').length > 0
  expected.status_code = random.pick(
    failed ? [400, 401, 403, 404, 409, 422, 429, 500, 503] : [200, 201, 202, 204, 206],
  )
  const pagination = child(expected, 'pagination')
  const [total, size] = [num(pagination, 'total'), num(pagination, 'per_page')]
  if (total !== null && size !== null)
    put(pagination, 'page', random.int(1, Math.max(1, Math.ceil(total / size))))
}

/** Updated no earlier than created. */
export function supportTicket(expected: JsonObject, random: Random): void {
  const created = str(expected, 'created_at')
  if (created !== null) put(expected, 'updated_at', laterMoment(created, 300, 30 * 86_400, random))
}

/** Registered before the event. */
export function eventRegistration(expected: JsonObject, random: Random): void {
  const event = str(expected, 'event_date')
  if (event !== null) put(expected, 'registration_date', shiftDay(event, -random.int(1, 120)))
}

/** Action items fall due after the meeting. */
export function meetingNotes(expected: JsonObject, random: Random): void {
  for (const action of items(expected, 'action_items')) {
    put(action, 'due_date', shiftDay(str(expected, 'date') ?? '', random.int(1, 60)))
  }
}

/**
 * The payroll covers every named person; no one started before the company was founded; the projects of a
 * member take at most all of the time.
 */
export function nestedOrganization(expected: JsonObject, random: Random): void {
  const founded = dayNumber(str(expected, 'founded_date') ?? '1970-01-01')
  let named = 0
  for (const department of items(expected, 'departments')) {
    if (child(department, 'head')) named++
    for (const team of items(department, 'teams')) {
      if (child(team, 'team_lead')) named++
      for (const member of items(team, 'members')) {
        named++
        put(member, 'start_date', formatDay(random.int(founded, dayNumber('2025-12-31'))))
        allocate(items(member, 'projects'), random)
      }
    }
  }
  put(expected, 'total_employees', named + random.int(0, 900))
}

function allocate(projects: readonly JsonObject[], random: Random): void {
  let free = 100
  for (const project of projects) {
    const share = random.int(5, Math.max(5, free * 5)) / 10
    put(project, 'allocation_percentage', share)
    free -= share
  }
}

import type { JsonObject } from '../../core/json/json.ts'
import type { Random } from '../random.ts'
import { ecommerceAnalytics } from './analytics.ts'
import { medicalEncounter, medicalRecord } from './health.ts'
import { iotDeviceNetwork } from './network.ts'
import { apiResponse, eventRegistration, meetingNotes, nestedOrganization, supportTicket } from './office.ts'
import { invoice, multiPartyTransaction, orderDetails, shoppingCart, transactionRecord } from './trade.ts'

/** Corrects an expected value in place until its values are consistent. Adds and removes no key. */
export type Consistency = (expected: JsonObject, random: Random, realistic: boolean) => void

const laws: ReadonlyMap<string, Consistency> = new Map([
  ['api_response', apiResponse],
  ['ecommerce_analytics', ecommerceAnalytics],
  ['event_registration', eventRegistration],
  ['invoice', invoice],
  ['iot_device_network', iotDeviceNetwork],
  ['medical_encounter', medicalEncounter],
  ['medical_record', medicalRecord],
  ['meeting_notes', meetingNotes],
  ['multi_party_transaction', multiPartyTransaction],
  ['nested_organization', nestedOrganization],
  ['order_details', orderDetails],
  ['shopping_cart', shoppingCart],
  ['support_ticket', supportTicket],
  ['transaction_record', transactionRecord],
])

/** Applies the consistency rules of a benchmark schema, if it has any, to an expected value. */
export function makeConsistent(
  schemaId: string,
  expected: JsonObject,
  random: Random,
  realistic: boolean,
): void {
  laws.get(schemaId)?.(expected, random, realistic)
}

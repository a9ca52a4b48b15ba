import type { JsonObject } from '../../core/json/json.ts'
import type { Random } from '../random.ts'
import { child, items, num, put, str } from './fields.ts'

/**
 * Links, rules and alerts name devices of the network; the counts of devices online and offline are those of the
 * list (anything not online is offline); readings per device = data points / devices, two decimals.
 */
export function iotDeviceNetwork(expected: JsonObject, random: Random): void {
  const devices = items(expected, 'devices')
  const ids = devices.map((device) => str(device, 'device_id') ?? '')
  for (const device of devices) {
    const others = ids.filter((id) => id !== device.device_id)
    for (const link of items(device, 'connections')) {
      // A lone device is linked to something outside the list.
      if (others.length > 0) put(link, 'connected_device_id', random.pick(others))
      put(link, 'signal_quality', random.decimal(1, 100, 2))
    }
    put(child(device, 'current_state'), 'signal_strength', random.decimal(-95, -30, 2))
  }
  for (const rule of items(expected, 'automation_rules')) {
    for (const trigger of items(rule, 'triggers')) put(trigger, 'device_id', random.pick(ids))
    for (const action of items(rule, 'actions')) put(action, 'target_device_id', random.pick(ids))
  }
  const summary = child(expected, 'telemetry_summary')
  for (const alert of items(summary, 'alerts_generated')) put(alert, 'device_id', random.pick(ids))
  const points = num(summary, 'total_data_points')
  if (points !== null) {
    put(summary, 'average_readings_per_device', Math.round((points / devices.length) * 100) / 100)
  }
  const online = devices.filter((device) => device.status === 'online').length
  const health = child(expected, 'network_health')
  put(health, 'devices_online', online)
  put(health, 'devices_offline', devices.length - online)
}

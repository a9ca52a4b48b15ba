export { judgeFloors } from './floors.ts'

export * from '../../../../plugin/model/format.ts'

export * from '../../../../plugin/core/format.ts'

// Old address of the formatters, until all branches import their home.
export * from '../../plugin/model/format.ts'

/** How a terminal is written to. */
export interface Terminal {
  readonly color: boolean
  readonly width?: number
}

/** Colours and columns as the stream, `NO_COLOR` and `FORCE_COLOR` say; what goes into a file has no colours. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && FORCE_COLOR !== ''
  const forbidden = (NO_COLOR !== undefined && NO_COLOR !== '') || FORCE_COLOR === '0'
  const color = forced || (!forbidden && stream.isTTY === true)
  return stream.isTTY && stream.columns > 0 ? { color, width: stream.columns } : { color }
}

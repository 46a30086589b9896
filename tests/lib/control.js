/** The stand-in's control interface: acting as people and trouble do. */
export class Control {
  constructor(url) {
    this.url = url;
  }

  /** One action, such as {do: 'type', sheet: 0, cell: 'C5', value: '12.5'} → what it answers. Throws with its words when it refuses. */
  async do(action) {
    const response = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(action) });
    const text = await response.text();
    if (!response.ok) throw new Error(`control ${JSON.stringify(action).slice(0, 200)}: ${response.status} ${text.slice(0, 500)}`);
    return text === '' ? {} : JSON.parse(text);
  }
}

// Hocuspocus with its SQLite extension. The extension's own statements run on the SQLite that Node
// brings: better-sqlite3, which it opens by default, is a native module that npm would have to
// compile or to fetch from elsewhere. Both write a rollback journal with synchronous=FULL.
//
// A tablet that is silent for 60 s is closed by default. The libraries' own clients are never silent,
// those of the benchmark are, and a server that stores for minutes would lose them.
//
// node server.mjs DATABASE PORT [SETTINGS AS JSON]
import { DatabaseSync } from 'node:sqlite'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const [database, port, settings = '{}'] = process.argv.slice(2)

class NodeSqlite extends SQLite {
  async onConfigure () {
    this.db = new DatabaseSync(this.configuration.database)
    this.db.exec(this.configuration.schema)
  }
}

const server = new Server({
  address: '127.0.0.1',
  port: Number(port),
  quiet: true,
  timeout: 600_000,
  extensions: [new NodeSqlite({ database })],
  ...JSON.parse(settings)
})
await server.listen()

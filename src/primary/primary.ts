import cluster from 'node:cluster';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Config } from '../shared/config/config.js';
import { createLog, type Log } from '../shared/log.js';
import { version } from '../shared/version.js';
import { AdminServer } from './admin/admin-server.js';
import type { HostState } from './admin/host-state.js';
import { logInactiveOptions, logProblems, logStart } from './announce.js';
import { Backplane } from './backplane/backplane.js';
import type { HostDescription } from './backplane/host-record.js';
import { compile } from './compile/compile.js';
import { workerCount } from './compile/worker-count.js';
import { ConfigurationFile, FileRefusal } from './config/configuration-file.js';
import type { LoadRequest, LoadResult, Problem } from './config/contract.js';
import { formatProblem } from './config/format-problem.js';
import { loadConfiguration } from './config/load.js';
import { ConfigurationWatch } from './config/watch.js';
import { logSettings, workerSettings } from './host-settings.js';
import { rollOut } from './jobs/roll-out.js';
import { assertPortsFree, withFixedPorts } from './ports.js';
import { applyConfiguration } from './reload.js';
import { StartFailure } from './start-failure.js';
import { CertificateStore } from './tls/certificate-store.js';
import { CertificateWatcher } from './tls/certificate-watcher.js';
import { encodeSnapshot } from './workers/encoded-snapshot.js';
import { Supervisor } from './workers/supervisor.js';
import { ensureTcpMigrateReq } from './workers/tcp-migrate-req.js';
import { workerTiming } from './workers/timing.js';

const WORKER = fileURLToPath(new URL('../worker/main.js', import.meta.url));

/** The process that decides what runs on this host; the owner of its workers, its admin port and its watches. */
export class Primary {
  readonly log: Log;

  readonly #request: LoadRequest;
  readonly #certificates: CertificateStore;
  readonly #supervisor: Supervisor;
  readonly #admin: AdminServer;
  readonly #backplane: Backplane;
  readonly #started = Date.now();
  #config: Config;
  /** Of the configuration files that `#config` was made of. */
  #digest: string;
  #watch: ConfigurationWatch | null = null;
  #renewals: CertificateWatcher | null = null;
  #snapshots = 1;
  #refused = false;
  #draining: Promise<void> | null = null;

  private constructor(request: LoadRequest, config: Config, digest: string, found: Prepared, log: Log) {
    const { Admin } = config.Gateway;
    this.log = log;
    this.#request = request;
    this.#config = config;
    this.#digest = digest;
    const file = new ConfigurationFile({
      request,
      change: async (change) => {
        if (this.#watch === null || this.#draining !== null) throw new FileRefusal('the host is starting or draining');
        await this.#watch.change(change);
      },
      reload: (loaded) => this.#reload(loaded),
    });
    const describe = () => this.#describe();
    this.#backplane = new Backplane({ gateway: config.Gateway, describe, configuration: file, log });
    this.#certificates = found.certificates;
    this.#supervisor = new Supervisor({
      entry: WORKER,
      workers: workerCount(config.Gateway),
      target: {
        snapshot: encodeSnapshot(compile(config, this.#snapshots, found.extensions)),
        listeners: found.listeners,
      },
      settings: workerSettings(config.Gateway, this.#backplane.plan),
      env: process.env,
      timing: workerTiming,
      log,
    });
    const secret = Admin.Secret ?? null;
    const subject = {
      state: () => this.state(),
      hosts: () => this.#backplane.hosts(),
      clear: (region: string) => this.#backplane.clear(region),
      rollOut: (text: string) => rollOut(text, this.#backplane.host, file, this.#backplane.jobs),
      jobs: async () => (await this.#backplane.jobs?.list()) ?? [],
    };
    this.#admin = new AdminServer({ host: Admin.Host, port: Admin.Port, secret, subject, log });
  }

  /** Reads and checks everything that is needed; nothing runs yet. Rejects with StartFailure. */
  static async prepare(request: LoadRequest): Promise<{ primary: Primary; loaded: LoadResult }> {
    // 1. The configuration.
    const loaded = await loadConfiguration(request);
    const { config } = loaded;
    if (config === null) throw failure('The configuration has errors.', loaded.problems);

    // 2. The certificates it names.
    const certificates = new CertificateStore();
    const { listeners, problems } = await certificates.prepare(await withFixedPorts(config.Gateway.Listeners));
    if (listeners === null) throw failure('The listeners cannot be used.', problems);

    // 3. The ports. Under pm2 the workers of the primary before may be there still, and are meant to.
    try {
      if (!cluster.isWorker) await assertPortsFree(listeners);
    } catch (error) {
      await certificates.close();
      throw error;
    }

    // 4. Say so.
    const log = createLog(logSettings(config.Gateway), 'primary', process.stdout);
    logStart(config, workerCount(config.Gateway), listeners, log);
    logProblems([...loaded.problems, ...problems], log);
    logInactiveOptions(config, log);
    const found = { certificates, listeners, extensions: loaded.extensions };
    return { primary: new Primary(request, config, loaded.digest, found, log), loaded };
  }

  /** Resolves once every worker listens; rejects with the reason, written for the user. */
  async start(loaded: LoadResult): Promise<void> {
    await ensureTcpMigrateReq(this.#config.Gateway.SetTcpMigrateReq, this.log);
    await this.#backplane.start();
    await this.#admin.start();
    await this.#supervisor.start();
    this.#watch = new ConfigurationWatch({
      running: loaded,
      load: () => loadConfiguration(this.#request),
      changed: async (result) => void (await this.#reload(result)),
      failed: (error) => this.log.error({ err: error }, 'the configuration is not taken: this is a bug of margay'),
    });
    this.#renewals = new CertificateWatcher(
      this.#certificates,
      (listeners) => void this.#supervisor.listen(listeners),
      (problems) => logProblems(problems, this.log),
    );
    this.#backplane.startJobs();
    this.log.info({ workers: this.#supervisor.wanted }, 'margay is ready');
    // pm2's `wait_ready`.
    process.send?.('ready');
  }

  /** Rolling restart. */
  restartWorkers(): Promise<void> {
    return this.#supervisor.restartAll();
  }

  /** Resolves when every worker has finished what was in flight, or its time was up. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  /** Ends everything at once. */
  async kill(): Promise<void> {
    this.#watch?.stop();
    this.#supervisor.kill();
    this.#admin.close();
    await this.#backplane.close();
    await this.#certificates.close();
  }

  state(): HostState {
    const { ready, wanted, snapshotId } = this.#supervisor;
    return {
      draining: this.#draining !== null,
      snapshot: snapshotId,
      workers: { ready, wanted },
      refused: this.#refused,
      host: this.#backplane.hostId,
      redis: this.#backplane.redis,
      onFailure: this.#backplane.plan.onFailure,
      processes: this.#supervisor
        .status()
        .map((worker) => ({ ...worker, report: this.#backplane.reports.of(worker.pid) })),
    };
  }

  async #drain(): Promise<void> {
    const { DrainDelay, DrainTimeout } = this.#config.Gateway.Limits;
    this.log.info({ delay: DrainDelay, timeout: DrainTimeout }, 'margay drains');
    this.#watch?.stop();
    await this.#renewals?.stop();
    await this.#backplane.stopJobs();
    if (DrainDelay > 0) await new Promise((resolve) => setTimeout(resolve, DrainDelay));
    // Under pm2 the next primary may wait for the port, and what it answers counts from now on.
    if (cluster.isWorker) this.#admin.close();
    await this.#supervisor.drain();
    this.#admin.close();
    await this.#backplane.close();
    await this.#certificates.close();
    this.log.info('margay ends');
  }

  #describe(): Omit<HostDescription, 'host' | 'counters'> {
    return {
      version,
      name: hostname(),
      pid: process.pid,
      started: this.#started,
      snapshot: this.#supervisor.snapshotId,
      configuration: this.#digest.slice(0, 16),
      draining: this.#draining !== null,
      workers: this.#supervisor.status(),
    };
  }

  /** Resolves with why something of it does not run; `null`: all of it does. */
  async #reload(result: LoadResult): Promise<string | null> {
    if (result.digest === this.#digest && !this.#refused) return null;
    logProblems(result.problems, this.log);
    if (result.config === null) {
      this.#refused = true;
      this.log.error('the configuration is not taken: it has errors. The one of before stays');
      return 'it has errors';
    }
    const before = this.#config;
    const { config, refused } = await applyConfiguration(result.config, before, {
      id: ++this.#snapshots,
      extensions: result.extensions,
      supervisor: this.#supervisor,
      certificates: this.#certificates,
      log: this.log,
    });
    this.#config = config;
    this.#refused = refused !== null;
    if (config !== before) this.#digest = result.digest;
    return refused;
  }
}

interface Prepared {
  readonly extensions: LoadResult['extensions'];
  readonly certificates: CertificateStore;
  readonly listeners: Parameters<Supervisor['listen']>[0];
}

function failure(what: string, problems: readonly Problem[]): StartFailure {
  return new StartFailure([what, ...problems.map(formatProblem)].join('\n'));
}

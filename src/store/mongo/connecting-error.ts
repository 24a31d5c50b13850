/** Why a database cannot be reached or used, for the person who starts the server: more precisely than for a request. */
import { MongoError, MongoServerError, MongoServerSelectionError, type TopologyDescription } from 'mongodb';
import { toStoreError } from './mongo-error.ts';
import { serverTypes } from './topology.ts';

/** The end of a sentence; undefined for an error that has nothing to do with connecting, or a bug of ours. */
export function toConnectingReason(error: unknown): string | undefined {
  if (error instanceof MongoServerSelectionError) return selectionReason(error.reason);
  if (error instanceof MongoServerError && byServerCode[Number(error.code)]) return byServerCode[Number(error.code)];
  const known = toStoreError(error);
  if (known) return known.reason;
  if (error instanceof MongoError) return 'the driver does not accept what MONGODB_URI asks for';
  return byCode[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
}

/** What a request would be told in fewer words. */
const byServerCode: Readonly<Record<number, string>> = {
  13: 'the user that MONGODB_URI names may not do what is needed, or none is named: it needs the role readWrite on the database',
  59: 'it lacks a command that is needed: it is no MongoDB, or has no users while MONGODB_URI names one',
};

const unknownHost = 'no server has the name that MONGODB_URI says';
const missingFile = 'a file that MONGODB_URI names is not there';

/** Errors of Node that the driver lets pass: of names (`mongodb+srv`), and of the files of certificates. */
const byCode: Readonly<Record<string, string>> = {
  ENOTFOUND: unknownHost,
  ENODATA: unknownHost,
  ESERVFAIL: unknownHost,
  ETIMEOUT: 'the name that MONGODB_URI says cannot be looked up',
  ENOENT: missingFile,
  ENOTDIR: missingFile,
  EISDIR: 'a file that MONGODB_URI names is a folder',
  EACCES: 'a file that MONGODB_URI names may not be read',
};

/** Of the servers that the driver has found until it gave up. */
function selectionReason(description: TopologyDescription | undefined): string {
  if (!description) return 'no database server answers';
  if (description.compatibilityError) return 'its servers are of a version that the driver does not know';
  if (description.setName && description.servers.size === 0) {
    return 'no server there belongs to the replica set that MONGODB_URI names';
  }
  if (serverTypes(description).some((type) => type.startsWith('RS'))) {
    return 'its replica set has no primary now, so nothing can be written';
  }
  const causes = [...description.servers.values()].map(({ error }) => codeOf(error));
  const isOfNames = causes.length > 0 && causes.every((code) => code === 'ENOTFOUND' || code === 'EAI_AGAIN');
  if (isOfNames) return unknownHost;
  if (causes.some((code) => code && /CERT|TLS|SSL|EPROTO/.test(code)))
    return 'it is not trusted by its certificate, or speaks no TLS';
  return 'no database server answers';
}

/** The code of an error or of what caused it. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : cause === undefined ? undefined : codeOf(cause);
}

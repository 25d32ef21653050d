import { FactorPage } from '../access/factor-page.js';
import { LockDialog } from '../access/lock-dialog.js';
import { MovedDialog } from '../access/moved-dialog.js';
import { SignInPage } from '../access/sign-in-page.js';
import { useMe } from '../api/me.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Shell } from './shell.js';

/** Whoever has not signed in sees the page for that, at whatever address; after it, the address. */
export function Gate() {
  const { data: me, error, isPending } = useMe();
  if (isPending) return <Loading className="page" />;
  if (error) {
    return (
      <div className="page">
        <ProblemNote error={error} />
      </div>
    );
  }
  if (me === null || me === undefined) return <SignInPage />;
  if (me.session?.secondFactorMissing) return <FactorPage me={me} />;
  return (
    <>
      <Shell me={me} />
      <LockDialog />
      <MovedDialog />
    </>
  );
}

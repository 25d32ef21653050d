import { Skeleton } from 'antd';
import { useEffect, useState } from 'react';

const AFTER_MS = 300;

/** What comes at once flickers no outline before it. */
export function Loading({ className }: { className?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? <Skeleton active {...(className !== undefined && { className })} /> : null;
}

/** Keeps what is shown up to date as long as somebody who may read anything has the page open. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { currentToken, refreshSession } from '../../api/session';
import { pathTo } from '../../api/paths';
import { getMe } from '../../api/users';
import { useAuth } from '../../auth/AuthContext';
import { allEntities } from '../../entities';
import { LiveSocket, type LiveState } from './LiveSocket';
import { Refresher } from './Refresher';

const visitorsRead = allEntities.some(({ rules }) => rules.read?.anonymous);

export function useLiveUpdates(): LiveState {
  const { state, user, setUser } = useAuth();
  const queries = useQueryClient();
  const [live, setLive] = useState<LiveState>('off');
  const isReady = state.status === 'ready';
  const id = user?.id;
  const role = user?.role;

  useEffect(() => {
    if (!isReady || !('WebSocket' in window) || typeof window.WebSocket !== 'function') return;
    if (id === undefined && !visitorsRead) return;
    const refresher = new Refresher(queries);
    const socket = new LiveSocket({
      url: address(),
      token: currentToken,
      renew: refreshSession,
      onState: setLive,
      onChanges: (changes) => {
        refresher.add(changes);
      },
      onGap: () => {
        refresher.all();
      },
      onRights: () => {
        // What the account may do is asked again; where that fails, its next request tells.
        getMe().then(setUser, () => undefined);
      },
    });
    socket.open();
    return () => {
      socket.close();
      refresher.stop();
    };
  }, [isReady, id, role, queries, setUser]);

  return live;
}

function address(): string {
  const url = new URL(pathTo('/live'), window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import {
  getPreferences,
  type Preference,
  type Preferences,
  putPreferences,
} from '../../../api/notifications.ts';
import { problemMessage } from '../../../api/problem.ts';
import { Check } from '../../../ui/components/check.tsx';
import { Choice } from '../../../ui/components/field.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { Part, Pending } from './part.tsx';

const KEY = ['notification-preferences'];
const MAILS = ['now', 'digest', 'off'] as const;
const DIGESTS = ['hourly', 'daily', 'weekly'] as const;

/** The user's choice of notifications, in the app and by mail. */
export function NotificationsSection() {
  const { settings } = useMessages().sharing;
  const preferences = useQuery({ queryKey: KEY, queryFn: ({ signal }) => getPreferences(signal) });
  const save = useSave();
  const { data } = preferences;
  return (
    <>
      <p className="settings-lead">{settings.lead}</p>
      <Part title={settings.kind}>
        {data ? (
          <div className="told-table">
            <span className="told-head" aria-hidden="true" />
            <span className="told-head" aria-hidden="true">
              {settings.inApp}
            </span>
            <span className="told-head" aria-hidden="true">
              {settings.mail}
            </span>
            {data.items.map((preference) => (
              <Kind
                key={preference.kind}
                preference={preference}
                onChange={(changed) =>
                  save.mutate({
                    ...data,
                    items: data.items.map((item) => (item.kind === changed.kind ? changed : item)),
                  })
                }
              />
            ))}
          </div>
        ) : (
          <Pending query={preferences} />
        )}
      </Part>
      {data && (
        <Part title={settings.digestTitle} lead={settings.digestText}>
          <RadioGroup
            className="segments"
            orientation="horizontal"
            value={data.digest}
            onChange={(digest) => save.mutate({ ...data, digest: digest as Preferences['digest'] })}
          >
            <Label>{settings.digest}</Label>
            <div className="segment-row">
              {DIGESTS.map((digest) => (
                <Radio key={digest} value={digest} className="segment">
                  {settings.digests[digest]}
                </Radio>
              ))}
            </div>
          </RadioGroup>
        </Part>
      )}
    </>
  );
}

function Kind({ preference, onChange }: { preference: Preference; onChange: (changed: Preference) => void }) {
  const { settings } = useMessages().sharing;
  const { kind, inApp, mail } = preference;
  const { title, text } = settings.kinds[kind];
  // An attacker who took over an account must not silence the notification of it.
  const isFixed = kind === 'security';
  return (
    <Fragment>
      <div className="told-kind">
        <strong>{title}</strong>
        <span>{isFixed ? settings.always : text}</span>
      </div>
      <span className="told-app">
        <Check
          isSelected={inApp}
          isDisabled={isFixed}
          onChange={(next) => onChange({ ...preference, inApp: next })}
        >
          <span className="visually-hidden">{settings.inAppOf(title)}</span>
        </Check>
      </span>
      <span className="told-mail">
        <Choice
          label={settings.mailOf(title)}
          value={mail}
          disabled={isFixed}
          onChange={(next) => onChange({ ...preference, mail: next })}
          options={MAILS.map((id) => ({ id, text: settings.mails[id] }))}
        />
      </span>
    </Fragment>
  );
}

/** Saves at once; a choice shows from the press on, and is reverted when saving fails. */
function useSave() {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: putPreferences,
    onMutate: async (next) => {
      await queries.cancelQueries({ queryKey: KEY });
      const before = queries.getQueryData<Preferences>(KEY);
      queries.setQueryData(KEY, next);
      return before;
    },
    onError: (error, _next, before) => {
      queries.setQueryData(KEY, before);
      toast({ text: problemMessage(error, messages), tone: 'error' });
    },
    onSuccess: () => toast({ text: messages.sharing.settings.saved, tone: 'plain' }),
  });
}

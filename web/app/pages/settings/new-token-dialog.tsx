import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CheckboxGroup, FieldError, Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { SCOPES, type Scope } from '../../../../src/protocol/permissions.ts';
import { createToken } from '../../../api/account-tokens.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { Button } from '../../../ui/components/button.tsx';
import { Check } from '../../../ui/components/check.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { Field } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { ProblemLine } from '../../shell/problem-line.tsx';
import { DocumentsChoice } from './documents-choice.tsx';

const EXPIRY = ['30', '90', '365', 'never'] as const;
type Expiry = (typeof EXPIRY)[number];

const DAY_MS = 86_400_000;

/** Creates an API token; `onCreated` receives its secret. */
export function NewTokenDialog({
  onCreated,
  onClose,
}: {
  onCreated: (token: string) => void;
  onClose: () => void;
}) {
  const { settings, common } = useMessages();
  const words = settings.tokens;
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['docs:read']);
  const [reach, setReach] = useState<'all' | 'some'>('all');
  const [docIds, setDocIds] = useState<string[]>([]);
  const [isMissing, setIsMissing] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>('90');
  const create = useMutation({
    mutationFn: () =>
      createToken({
        name: name.trim(),
        scopes,
        ...(reach === 'some' ? { docIds } : {}),
        ...(expiry === 'never'
          ? {}
          : { expiresAt: new Date(Date.now() + Number(expiry) * DAY_MS).toISOString() }),
      }),
    onSuccess: ({ token }) => onCreated(token),
  });
  return (
    <Dialog title={words.createTitle} onClose={onClose}>
      <Form
        className="form"
        validationErrors={create.error instanceof ApiProblem ? create.error.fields : {}}
        onSubmit={(event) => {
          event.preventDefault();
          const missing = reach === 'some' && docIds.length === 0;
          setIsMissing(missing);
          if (!missing) create.mutate();
        }}
      >
        <ProblemLine error={create.error} />
        <Field
          label={words.name}
          name="name"
          placeholder={words.namePlaceholder}
          autoComplete="off"
          value={name}
          onChange={setName}
          maxLength={80}
          isRequired
          autoFocus
        />
        <CheckboxGroup
          className="checks"
          value={scopes}
          onChange={(chosen) => setScopes(SCOPES.filter((scope) => chosen.includes(scope)))}
          validate={(chosen) => (chosen.length > 0 ? null : words.scopesNeeded)}
          isRequired
        >
          <Label>{words.scopes}</Label>
          {SCOPES.map((scope) => (
            <Check key={scope} value={scope}>
              {words.scopeNames[scope]}
            </Check>
          ))}
          <FieldError className="field-error" />
        </CheckboxGroup>
        <RadioGroup
          className="segments"
          value={reach}
          onChange={(value) => setReach(value as 'all' | 'some')}
          orientation="horizontal"
        >
          <Label>{words.reach}</Label>
          <div className="segment-row">
            <Radio value="all" className="segment">
              {words.reachAll}
            </Radio>
            <Radio value="some" className="segment">
              {words.reachSome}
            </Radio>
          </div>
        </RadioGroup>
        {reach === 'some' && (
          <DocumentsChoice
            value={docIds}
            onChange={(ids) => {
              setDocIds(ids);
              setIsMissing(false);
            }}
            isMissing={isMissing}
          />
        )}
        <RadioGroup
          className="segments"
          value={expiry}
          onChange={(value) => setExpiry(value as Expiry)}
          orientation="horizontal"
        >
          <Label>{words.expires}</Label>
          <div className="segment-row">
            {EXPIRY.map((value) => (
              <Radio key={value} value={value} className="segment">
                {words.expiry[value]}
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={create.isPending}>
            {words.submit}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

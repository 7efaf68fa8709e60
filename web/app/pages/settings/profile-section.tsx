import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { saveProfile } from '../../../api/account.ts';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import type { Account } from '../../../api/types.ts';
import { Avatar } from '../../../ui/components/avatar.tsx';
import { Button } from '../../../ui/components/button.tsx';
import { Field } from '../../../ui/components/field.tsx';
import { Swatches } from '../../../ui/components/swatches.tsx';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { LANGUAGES, languageOf, localeOf, THEMES, themeOf } from '../../shell/appearance.ts';
import { ProblemLine } from '../../shell/problem-line.tsx';
import { Part } from './part.tsx';

/** The user's public profile, and the appearance of the app. */
export function ProfileSection({ user }: { user: Account }) {
  return (
    <>
      <Identity user={user} />
      <Appearance user={user} />
    </>
  );
}

function Identity({ user }: { user: Account }) {
  const { settings, auth, common } = useMessages();
  const words = settings.profile;
  const toast = useToast();
  const [name, setName] = useState(user.name);
  const [color, setColor] = useState(user.color);
  const [avatarUrl, setAvatarUrl] = useState(user.avatarUrl ?? '');
  const picture = avatarUrl.trim() === '' ? null : avatarUrl.trim();
  const save = useMutation({
    mutationFn: () => saveProfile({ name: name.trim(), color, avatarUrl: picture }),
    onSuccess: () => toast({ text: words.saved, tone: 'plain' }),
  });
  return (
    <Part title={words.nameTitle} lead={auth.nameHint}>
      <Form
        className="form"
        validationErrors={save.error instanceof ApiProblem ? save.error.fields : {}}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <ProblemLine error={save.error} />
        <div className="profile-look">
          <span className="profile-picture">
            <Avatar
              name={name}
              color={color}
              picture={isPicture(picture) ? picture : null}
              title={words.preview}
            />
          </span>
          <Swatches value={color} onChange={setColor} />
        </div>
        <Field
          label={auth.name}
          name="name"
          autoComplete="name"
          value={name}
          onChange={setName}
          maxLength={80}
          isRequired
        />
        <Field
          label={words.avatar}
          hint={words.avatarHint}
          name="avatarUrl"
          type="url"
          autoComplete="off"
          value={avatarUrl}
          onChange={setAvatarUrl}
          maxLength={2000}
          validate={() => (picture === null || isPicture(picture) ? null : words.avatarInvalid)}
        />
        <div className="part-actions">
          <Button type="submit" variant="primary" isPending={save.isPending}>
            {common.save}
          </Button>
        </div>
      </Form>
    </Part>
  );
}

// The content security policy allows pictures from https only, and so does the API.
function isPicture(address: string | null): boolean {
  return address !== null && URL.canParse(address) && new URL(address).protocol === 'https:';
}

function Appearance({ user }: { user: Account }) {
  const messages = useMessages();
  const words = messages.settings.profile;
  const toast = useToast();
  const theme = themeOf(user.preferences);
  const language = languageOf(user.preferences);
  const save = useMutation({
    mutationFn: (change: Record<string, string>) =>
      saveProfile({ preferences: { ...user.preferences, ...change } }),
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
  });
  const chosen = { theme, language, ...save.variables };
  const shown = save.isPending ? chosen : { theme, language };
  const example = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' }).format(new Date());
  return (
    <Part title={words.appearance}>
      <div className="form">
        <RadioGroup
          className="segments"
          value={shown.theme}
          onChange={(value) => save.mutate({ theme: value })}
          orientation="horizontal"
        >
          <Label>{words.theme}</Label>
          <div className="segment-row">
            {THEMES.map((value) => (
              <Radio key={value} value={value} className="segment">
                {words.themes[value]}
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <RadioGroup
          className="segments"
          value={shown.language}
          onChange={(value) => save.mutate({ language: value })}
          orientation="horizontal"
        >
          <Label>{words.language}</Label>
          <div className="segment-row">
            {LANGUAGES.map((value) => (
              <Radio key={value} value={value} className="segment">
                {words.languages[value]}
              </Radio>
            ))}
          </div>
          <p className="field-hint">{words.languageHint(example)}</p>
        </RadioGroup>
      </div>
    </Part>
  );
}

import { useText } from '../../text/use-text.ts';

/** Who did something: the name of a person, or in words that it was nobody at the screen. */
export function useActorName(): (actor: string) => string {
  const { t } = useText();
  return (actor) => {
    switch (actor) {
      case 'system':
      case 'key':
      case 'cli':
        return t(`products.actor.${actor}`);
      default:
        return actor;
    }
  };
}

/** Who presents, and leaving the review. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconDoorExit, IconDots, IconPresentation } from "@tabler/icons-react";
import { useFollowing } from "@/entities/following/FollowingProvider";
import { personName } from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { leaveReview, setPresenter } from "./reviewApiCalls";
import { useReviewMutation } from "./useReviewMutation";
import type { RunningReview } from "./useRunningReview";

export function ReviewMenu({ running: { review, presents } }: { running: RunningReview }) {
  const { canEdit } = useModel();
  const me = useSession().user?.id;
  const { follow } = useFollowing();
  const hand = useReviewMutation(setPresenter);
  const leave = useReviewMutation(leaveReview);
  const others = review.attendances.filter((one) => one.left_at === null && one.person?.id !== me);
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label="More of the review">
          <IconDots size={17} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {presents && others.length > 0 && <Menu.Label>Hand over to</Menu.Label>}
        {presents &&
          others.map(
            ({ person }) =>
              person && (
                <Menu.Item
                  key={person.id}
                  leftSection={<IconPresentation size={16} aria-hidden="true" />}
                  onClick={() => hand.mutate({ review, presenter: person.id })}
                >
                  {personName(person)}
                </Menu.Item>
              ),
          )}
        {!presents && canEdit && me && (
          <Menu.Item
            leftSection={<IconPresentation size={16} aria-hidden="true" />}
            onClick={() => hand.mutate({ review, presenter: me })}
          >
            Take over presenting
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconDoorExit size={16} aria-hidden="true" />}
          onClick={() => leave.mutate(review, { onSuccess: () => follow(null) })}
        >
          Leave the review
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

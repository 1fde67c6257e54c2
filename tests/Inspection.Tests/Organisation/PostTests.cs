using Inspection.Contracts.Organisation;
using Inspection.Organisation;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Organisation;

public sealed class PostTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Ben = Guid.NewGuid();
    private static readonly Guid First = Guid.NewGuid();
    private static readonly Guid Second = Guid.NewGuid();
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static Post.Created Created =>
        new(Id, "Area Business Manager", "ABM", PostKind.AreaBusinessManager, null, null);

    [Fact]
    public void Someone_can_be_appointed_to_a_vacant_post() =>
        Given<Post>(Created)
            .When(post => post.Appoint(First, Ann, Today, until: null, jobShare: false))
            .Then(new Post.PersonAppointed(Id, First, Ann, Today, null, JobShare: false));

    [Fact]
    public void Someone_can_be_appointed_from_a_day_to_come_when_the_holder_leaves_before() =>
        Given<Post>(Created, Appointed(First, Ann, until: Today.AddDays(9)))
            .When(post => post.Appoint(Second, Ben, Today.AddDays(10), until: null, jobShare: false))
            .Then(new Post.PersonAppointed(Id, Second, Ben, Today.AddDays(10), null, JobShare: false));

    [Fact]
    public void Two_cannot_hold_a_post_on_the_same_day() =>
        Given<Post>(Created, Appointed(First, Ann, until: Today.AddDays(10)))
            .When(post => post.Appoint(Second, Ben, Today.AddDays(10), until: null, jobShare: false))
            .ThenRefused("Someone else holds this post at that time: end that appointment, or allow a job share");

    [Fact]
    public void Two_can_hold_a_post_when_a_job_share_is_allowed() =>
        Given<Post>(Created, Appointed(First, Ann))
            .When(post => post.Appoint(Second, Ben, Today, until: null, jobShare: true))
            .Then(new Post.PersonAppointed(Id, Second, Ben, Today, null, JobShare: true));

    [Fact]
    public void Nobody_holds_a_post_twice_at_once() =>
        Given<Post>(Created, Appointed(First, Ann))
            .When(post => post.Appoint(Second, Ann, Today, until: null, jobShare: true))
            .ThenRefused("This person holds the post at that time already");

    [Fact]
    public void An_appointment_does_not_end_before_it_begins() =>
        Given<Post>(Created)
            .When(post => post.Appoint(First, Ann, Today, until: Today.AddDays(-1), jobShare: false))
            .ThenRefused("The last day cannot be before the first day");

    [Fact]
    public void An_appointment_can_be_ended() =>
        Given<Post>(Created, Appointed(First, Ann))
            .When(post => post.End(First, Today))
            .Then(new Post.AppointmentEnded(Id, First, Ann, Today));

    [Fact]
    public void Ending_an_appointment_again_on_the_same_day_changes_nothing() =>
        Given<Post>(Created, Appointed(First, Ann, until: Today)).When(post => post.End(First, Today)).ThenNothing();

    [Fact]
    public void One_half_of_a_job_share_can_be_ended() =>
        Given<Post>(Created, Appointed(First, Ann), Appointed(Second, Ben, jobShare: true))
            .When(post => post.End(First, Today))
            .Then(new Post.AppointmentEnded(Id, First, Ann, Today));

    [Fact]
    public void An_ended_appointment_cannot_be_prolonged_into_someone_elses() =>
        Given<Post>(
                Created,
                Appointed(First, Ann, until: Today),
                new Post.PersonAppointed(Id, Second, Ben, Today.AddDays(1), null, JobShare: false)
            )
            .When(post => post.End(First, Today.AddDays(1)))
            .ThenRefused("Someone else holds this post at that time: end that appointment, or allow a job share");

    [Fact]
    public void An_appointment_that_has_not_begun_can_be_withdrawn() =>
        Given<Post>(Created, new Post.PersonAppointed(Id, First, Ann, Today.AddDays(1), null, JobShare: false))
            .When(post => post.Withdraw(First, Today))
            .Then(new Post.AppointmentWithdrawn(First, Ann));

    [Fact]
    public void An_appointment_that_has_begun_cannot_be_withdrawn() =>
        Given<Post>(Created, Appointed(First, Ann))
            .When(post => post.Withdraw(First, Today))
            .ThenRefused("This appointment has begun: end it instead");

    [Fact]
    public void Someone_who_leaves_holds_the_post_until_today_and_takes_up_nothing_more() =>
        Given<Post>(
                Created,
                Appointed(First, Ann, until: Today.AddDays(10)),
                new Post.PersonAppointed(Id, Second, Ann, Today.AddDays(20), null, JobShare: false)
            )
            .When(post => post.Release(Ann, Today))
            .Then(new Post.AppointmentEnded(Id, First, Ann, Today), new Post.AppointmentWithdrawn(Second, Ann));

    [Fact]
    public void A_post_with_a_holder_cannot_be_abolished() =>
        Given<Post>(Created, Appointed(First, Ann))
            .When(post => post.Abolish(Today))
            .ThenRefused("End the appointments to this post before you abolish it");

    [Fact]
    public void A_post_whose_holder_leaves_today_can_be_abolished() =>
        Given<Post>(Created, Appointed(First, Ann, until: Today))
            .When(post => post.Abolish(Today))
            .Then(new Post.WasAbolished(Id));

    [Fact]
    public void Nobody_is_appointed_to_an_abolished_post() =>
        Given<Post>(Created, new Post.WasAbolished(Id))
            .When(post => post.Appoint(First, Ann, Today, until: null, jobShare: false))
            .ThenRefused("This post is abolished");

    [Fact]
    public void A_post_can_be_retitled_and_moved()
    {
        var team = Guid.NewGuid();
        Given<Post>(Created)
            .When(post => [.. post.Retitle("Business Manager", null), .. post.Move(team), .. post.Move(null)])
            .Then(new Post.Retitled("Business Manager", null), new Post.Moved(team));
    }

    [Fact]
    public void A_post_is_put_under_another()
    {
        var head = Guid.NewGuid();
        var above = new Dictionary<Guid, Guid?> { [Id] = null, [head] = null };

        Given<Post>(Created).When(post => post.PutUnder(head, above)).Then(new Post.WasPutUnder(head));
        Given<Post>(Created, new Post.WasPutUnder(head)).When(post => post.PutUnder(head, above)).ThenNothing();
        Given<Post>(Created, new Post.WasPutUnder(head))
            .When(post => post.PutUnder(null, above))
            .Then(new Post.WasPutUnder(null));
    }

    [Fact]
    public void Posts_do_not_report_to_each_other_in_a_circle()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var above = new Dictionary<Guid, Guid?>
        {
            [Id] = null,
            [first] = Id,
            [second] = first,
        };

        Given<Post>(Created)
            .When(post => post.PutUnder(second, above))
            .ThenRefused("The post that you selected reports to this one, itself or through others");
        Given<Post>(Created).When(post => post.PutUnder(Id, above)).ThenRefused("A post cannot report to itself");
        Given<Post>(Created)
            .When(post => post.PutUnder(Guid.NewGuid(), above))
            .ThenRefused("Select a post that is not abolished");
    }

    [Fact]
    public void It_is_known_who_held_a_post_on_any_day()
    {
        var post = new Post.PersonAppointed(Id, Second, Ben, Today.AddDays(11), null, JobShare: false);
        var state = Given<Post>(Created, Appointed(First, Ann, until: Today.AddDays(9)), post).State!;

        Assert.Equal([Ann], state.HoldersOn(Today));
        Assert.Equal([Ann], state.HoldersOn(Today.AddDays(9)));
        Assert.Empty(state.HoldersOn(Today.AddDays(10)));
        Assert.Equal([Ben], state.HoldersOn(Today.AddDays(365)));
        Assert.Empty(state.HoldersOn(Today.AddDays(-100)));
    }

    private static Post.PersonAppointed Appointed(
        Guid appointment,
        Guid person,
        DateOnly? until = null,
        bool jobShare = false
    ) => new(Id, appointment, person, Today.AddDays(-30), until, jobShare);
}

using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Verdicts;
using EgressGuard.Kubernetes.Tests.Leases;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing.Events;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>Events: told beside reviews, counted, and few.</summary>
public sealed class EventWriterTests
{
    [Fact]
    public void A_refusal_becomes_an_Event_in_the_namespace_of_what_was_to_be_created() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        var writer = Writer(world);
        using var stop = new CancellationTokenSource();
        var running = writer.RunAsync(stop.Token);
        writer.Tell(Denied("a"));
        await time.PassAsync(1);

        var written = Assert.Single(world.Api.Paths);
        Assert.StartsWith("/apis/events.k8s.io/v1/namespaces/shop/events/egressguard-", written, StringComparison.Ordinal);
        var told = world.Api[written]!;
        Assert.Equal("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","namespace":"shop","name":"a"}""", told["regarding"]!.ToJsonString());
        Assert.Equal("EgressDenied", told["reason"]!.GetValue<string>());
        Assert.Equal("Warning", told["type"]!.GetValue<string>());
        Assert.Equal(
            "CREATE of ServiceEntry shop/a was refused: EG102 service-entry-unscoped-export at /spec/exportTo/0: It is seen everywhere. Fix: Mend it.",
            told["note"]!.GetValue<string>());
        await EndAsync(stop, running);
    });

    [Fact]
    public void What_cannot_be_written_is_over_at_some_time() => VirtualTime.Run(async time =>
    {
        var book = new EventBook("replica", time);
        Assert.True(book.Add(DenialEvents.Of(Denied("a")).First()));
        Assert.NotNull(book.Next());

        await time.PassAsync(EventBook.Over.TotalSeconds + 1);
        Assert.Null(book.Next());
        Assert.Null(book.UntilNext());
    });

    [Fact]
    public void The_same_refusal_again_and_again_is_one_Event_that_counts() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        var writer = Writer(world);
        using var stop = new CancellationTokenSource();
        var running = writer.RunAsync(stop.Token);
        for (var i = 0; i < 1000; i++)
        {
            writer.Tell(Denied("a"));
            await time.PassAsync(0.1);
        }

        await time.PassAsync(60);
        Assert.Equal(1000, world.Api[Assert.Single(world.Api.Paths)]!["series"]!["count"]!.GetValue<int>());
        Assert.InRange(world.Api.Writes.Count(), 3, 6); // 100 s: one every 30 s
        await EndAsync(stop, running);
    });

    [Fact]
    public void A_flood_is_written_at_five_a_second_and_dropped_where_there_is_no_room() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        var writer = Writer(world);
        for (var i = 0; i < 5000; i++)
        {
            writer.Tell(Denied($"e{i}")); // nobody takes them yet, and nobody waits
        }

        Assert.Equal(4000, world.Counters["egressguard.events dropped"]);
        using var stop = new CancellationTokenSource();
        var running = writer.RunAsync(stop.Token);
        await time.PassAsync(10);
        Assert.InRange(world.Api.Writes.Count(), 90, 105);
        await EndAsync(stop, running);
    });

    [Fact]
    public void The_book_of_series_is_bounded() => VirtualTime.Run(async time =>
    {
        var book = new EventBook("pod-0", time);
        for (var i = 0; i < EventBook.MostSeries; i++)
        {
            Assert.True(book.Add(Event($"s{i}")));
        }

        Assert.False(book.Add(Event("one more")));
        Assert.True(book.Add(Event("s0")));
        await time.PassAsync(EventBook.Over);
        Assert.True(book.Add(Event("one more")));
    });

    [Fact]
    public void While_the_server_refuses_Events_it_is_told_once_a_minute_and_nothing_else_happens() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Api.Fault = _ => InMemoryApi.Error(403, "Forbidden");
        var writer = Writer(world);
        using var stop = new CancellationTokenSource();
        var running = writer.RunAsync(stop.Token);
        for (var i = 0; i < 30; i++)
        {
            writer.Tell(Denied($"e{i}"));
            await time.PassAsync(1);
        }

        Assert.Single(world.Log);
        Assert.InRange(world.Counters["egressguard.events failed"], 30, 60);
        await EndAsync(stop, running);
    });

    [Fact]
    public void A_dry_run_and_what_was_let_through_are_no_Events()
    {
        Assert.Empty(DenialEvents.Of(Denied("a") with { IsAllowed = true }));
        Assert.Empty(DenialEvents.Of(Denied("a") with { Request = Denied("a").Request with { IsDryRun = true } }));
        Assert.Single(DenialEvents.Of(Denied("a")));
    }

    [Fact]
    public void What_exists_is_told_about_itself_with_its_uid()
    {
        var answer = Denied("a");
        var told = Assert.Single(DenialEvents.Of(answer with
        {
            Request = answer.Request with
            {
                Operation = "UPDATE",
                OldObject = Encoding.UTF8.GetBytes("""{"apiVersion":"networking.istio.io/v1","metadata":{"name":"a","uid":"u-1"},"spec":{"uid":7}}"""),
            },
        }));
        Assert.Equal(new EventObject("networking.istio.io/v1", "ServiceEntry", "shop", "a", "u-1"), told.Regarding);
    }

    [Fact]
    public void A_note_is_cut_to_what_the_server_takes() => VirtualTime.Run(async time =>
    {
        var series = new EventSeries(Event("s") with { Note = new string('€', 2000) }, "egressguard-1", time.GetUtcNow());
        var note = JsonNode.Parse(EventJson.Write(series, "pod-0").Span)!["note"]!.GetValue<string>();
        Assert.InRange(Encoding.UTF8.GetByteCount(note), 990, 1000);
        await time.SettleAsync();
    });

    private static GuardEvent Event(string series) =>
        new("EgressDenied", "Deny", new EventObject("v1", "Namespace", "", "shop", ""), series, "It was refused.");

    private static EventWriter Writer(AuditWorld world) =>
        new(world.Api, "pod-0", world.Metrics, world.Time, new ListLogger<EventWriter>(world.Log));

    private static AdmissionAnswer Denied(string name) => new()
    {
        Uid = "u",
        Request = new AdmissionRequest
        {
            Group = "networking.istio.io", Kind = "ServiceEntry", Namespace = "shop", Name = name, Operation = "CREATE",
            Object = Encoding.UTF8.GetBytes("""{"apiVersion":"networking.istio.io/v1","metadata":{"uid":"never-stored"}}"""),
        },
        Verdict = new Verdict
        {
            Findings =
            [
                new Finding(
                    "EG102", "service-entry-unscoped-export", RuleAction.Deny, "/spec/exportTo/0", "It is seen everywhere.", "Mend it."),
            ],
        },
    };

    private static async Task EndAsync(CancellationTokenSource stop, Task running)
    {
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}

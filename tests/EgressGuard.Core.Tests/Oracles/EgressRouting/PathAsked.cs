using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths.Naive;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>A question, with the ways before and after a change.</summary>
internal sealed class PathAsked(PathCase change, string client, string host, int port, JsonObject? supposed)
{
    public PathCase Change { get; } = change;

    public int Port { get; } = port;

    /// <summary>Whether the host is not declared yet.</summary>
    public bool IsSupposed { get; } = supposed is not null;

    public IReadOnlyList<NaiveWay> After => field ??= Find(Change.After);

    public IReadOnlyList<NaiveWay> Before => field ??= Find(Change.Before);

    public bool WasAnswered => NaivePaths.IsAnswered(Change.Before, Change.Case.Policy, client, host, Port);

    public bool IsAnswered => NaivePaths.IsAnswered(Change.After, Change.Case.Policy, client, host, Port);

    /// <summary>Whether the change brings it to end so.</summary>
    public bool Brings(PathOutcome outcome) => After.Max(way => way.Outcome) == outcome && Before.Max(way => way.Outcome) != outcome;

    /// <summary>The ServiceEntry by whose port traffic of pods without labels is answered.</summary>
    public JsonObject? Answering => NaivePaths.Entry(Change.After, Change.Case.Policy, client, host, Port);

    /// <summary>All questions of the mesh as it was and as it will be, and those of a route that comes first.</summary>
    public static IEnumerable<PathAsked> All(PathCase change) =>
        PathQuestions.Of(change.Before, change.Case).Concat(PathQuestions.Of(change.After, change.Case)).Distinct()
            .Select(question => new PathAsked(change, question.Client, question.Host, question.Port, null))
            .Concat(SupposedEntries.Of(change)
                .Select(item => new PathAsked(change, Namespace(change.Case.Object), item.Host, item.Port, item.Entry)));

    private List<NaiveWay> Find(IReadOnlyList<JsonObject> objects) =>
        NaivePaths.Find(supposed is null ? objects : [.. objects, supposed], Change.Case.Policy, client, host, Port);
}

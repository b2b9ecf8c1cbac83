using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Feed;

namespace EgressGuard.Webhook.Live;

/// <summary>
/// Reviews on the mesh of a cluster that goes on meanwhile: a namespace that was created a moment ago is asked for, and what is no longer
/// fresh is said.
/// </summary>
internal sealed class LiveReview(LiveCluster cluster)
{
    /// <summary>Well within the deadline that the configurations in deploy/ give.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether the cluster has been read whole once.</summary>
    public bool IsReady => cluster.IsReady;

    /// <summary>Answers one review.</summary>
    /// <param name="phase">The question.</param>
    /// <param name="body">The request body. It must stay as it is while the answer is in use.</param>
    /// <param name="basis">What it is judged by.</param>
    /// <param name="deadline">Cancelled when the API server stops waiting; the answer is then a refusal.</param>
    public async ValueTask<AdmissionAnswer> ReviewAsync(
        AdmissionPhase phase, ReadOnlyMemory<byte> body, JudgingBasis basis, CancellationToken deadline)
    {
        var answer = AdmissionReviewer.Review(phase, body, basis, deadline);
        if (answer.Uid is null || ObjectKinds.Find(answer.Request.Group, answer.Request.Kind) is not { } kind)
        {
            return answer;
        }

        if (IsOfUnknownNamespace(answer.Request, kind, basis))
        {
            var found = await FindAsync(basis, answer.Request.Namespace, deadline);
            answer = ReferenceEquals(found.Mesh, basis.Mesh)
                ? answer
                : AdmissionReviewer.Review(phase, body, basis with { Mesh = found.Mesh }, deadline);
            answer = Warn(answer, found.Problem is { } problem ? $"EgressGuard judged without the labels of the namespace: {problem}." : null);
        }

        return phase == AdmissionPhase.Validate ? Warn(answer, cluster.Staleness.WarningFor(kind)) : answer;
    }

    private async ValueTask<NamespaceAnswer> FindAsync(JudgingBasis basis, string name, CancellationToken deadline)
    {
        try
        {
            return await cluster.Namespaces.FindAsync(basis.Mesh, name, Patience, deadline);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            return new NamespaceAnswer(basis.Mesh, "there was no time left to ask for it");
        }
    }

    /// <summary>What is deleted needs no labels, and the namespace may be gone already.</summary>
    private static bool IsOfUnknownNamespace(AdmissionRequest request, ObjectKind kind, JudgingBasis basis) =>
        request.Operation is "CREATE" or "UPDATE"
        && kind != ObjectKind.Namespace
        && request.Namespace.Length > 0
        && basis.Mesh.FindNamespace(request.Namespace) is null;

    private static AdmissionAnswer Warn(AdmissionAnswer answer, string? warning) =>
        warning is null ? answer : answer with { Warnings = answer.Warnings.Add(warning.ReplaceLineEndings(" ")) };
}

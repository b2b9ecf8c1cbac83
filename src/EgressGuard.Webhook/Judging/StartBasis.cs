using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Judging;

/// <summary>What the webhook judges by when it starts, and where it came from.</summary>
/// <param name="Basis">The mesh, the policy and the exemptions.</param>
/// <param name="Policy">The policy file; null for the default policy.</param>
/// <param name="Exemptions">The file of exemptions; null when none was given.</param>
/// <param name="Context">The mesh's directory; null for an empty mesh.</param>
internal sealed record StartBasis(Basis Basis, PolicyFile? Policy, ExemptionFile? Exemptions, ContextDirectory? Context)
{
    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="StartException">One of them cannot be used.</exception>
    public static StartBasis Read(WebhookOptions options)
    {
        var file = options.PolicyFile is { } path ? PolicyFile.Read(path) : null;
        var policy = file is null ? EgressPolicy.Default
            : file.Policy ?? throw StartException.UnusableInput([.. file.Errors, "The policy given with --policy cannot be used."]);
        var exemptions = options.ExemptionsFile is { } exemptionsPath ? ExemptionFile.Read(exemptionsPath) : null;
        if (exemptions is { Errors.IsEmpty: false })
        {
            throw StartException.UnusableInput([.. exemptions.Errors, "The exemptions given with --exemptions cannot be used."]);
        }

        var context = ReadContext(options, policy);
        var basis = new Basis(
            context?.Mesh ?? (options.Cluster == ClusterAccess.None ? MeshSnapshot.Empty : MeshSnapshot.Unknown).ForDomain(policy.Mesh.ClusterDomain),
            policy,
            context?.Exemptions ?? ExemptionSet.Empty,
            [],
            context?.Exemptions ?? ExemptionSet.Empty);
        return new StartBasis(basis.WithExemptions(exemptions?.Exemptions ?? []), file, exemptions, context);
    }

    private static ContextDirectory? ReadContext(WebhookOptions options, EgressPolicy policy)
    {
        if (options.ContextDirectory is not { } directory)
        {
            return null;
        }

        return ContextDirectory.Read(directory, policy.Mesh.ClusterDomain, out var problem)
            ?? throw StartException.UnusableInput([problem!, "The mesh given with --context cannot be used."]);
    }
}

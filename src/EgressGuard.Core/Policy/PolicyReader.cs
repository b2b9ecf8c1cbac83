namespace EgressGuard.Core.Policy;

/// <summary>
/// Reads a policy document (design, policy): the same one from a file, a ConfigMap and the custom resource. It never throws on
/// data and never stops at the first error, and a document with any error is no policy: half a policy would be a guard with holes.
/// </summary>
public static class PolicyReader
{
    /// <summary>The <c>apiVersion</c> of policy documents.</summary>
    public const string ApiVersion = GuardDocument.ApiVersion;

    /// <summary>The <c>kind</c> of policy documents.</summary>
    public const string Kind = "EgressPolicy";

    /// <summary>Reads a document.</summary>
    /// <param name="utf8Json">The document as UTF-8 JSON, one value and nothing else.</param>
    /// <returns>The policy with every default filled in, or every error.</returns>
    public static PolicyReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var (policy, errors) = GuardDocument.Read(utf8Json, Kind, ReadPolicy);
        return policy is null ? PolicyReadResult.Refused(errors) : PolicyReadResult.Of(policy);
    }

    private static EgressPolicy ReadPolicy(PolicyNode metadata, PolicyNode spec)
    {
        // Of the metadata nothing else is the policy's: it is the API server's business.
        var name = metadata.Object()?.Take("name").Text(KubeSyntax.Subdomain);
        var policy = PolicySpecReader.Read(spec);
        return name is null ? policy : policy with { Name = name };
    }
}

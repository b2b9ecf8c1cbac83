using System.Text;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Core.Tests.Policy.Exemptions;

/// <summary>Exemption documents for tests. Single quotes stand for double quotes, so that documents fit into C# strings.</summary>
internal static class ExemptionDocument
{
    /// <summary>The spec of an exemption that lets nobody's pods use the network of their node until the end of June.</summary>
    public const string Spec =
        "'rules':['EG302'],'subjects':[{'kind':'Pod','namespace':'shop','name':'legacy-*'}],'owner':'team-shop','reason':'It moves in June.',"
        + "'expires':'2026-06-30T00:00:00Z'";

    /// <summary>A document around the members of a spec.</summary>
    public static byte[] Bytes(string spec = Spec, string metadata = "'name':'legacy-batch'") => Encoding.UTF8.GetBytes(
        $$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{{{metadata}}},"spec":{{{spec}}} }""".Replace('\'', '"'));

    /// <summary>Reads a document around the members of a spec.</summary>
    public static ExemptionReadResult Read(string spec) => ExemptionReader.Read(Bytes(spec));

    /// <summary>The exemption of a spec that is right.</summary>
    public static EgressExemption Of(string spec = Spec, string metadata = "'name':'legacy-batch'")
    {
        var read = ExemptionReader.Read(Bytes(spec, metadata));
        Assert.Empty(read.Errors);
        return read.Exemption!;
    }

    /// <summary>An exemption from EG302 until the end of June for one subject.</summary>
    public static EgressExemption For(string subject) =>
        Of($"'rules':['EG302'],'subjects':[{{{subject}}}],'owner':'team-shop','reason':'r','expires':'2026-06-30T00:00:00Z'");
}

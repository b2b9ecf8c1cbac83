namespace EgressGuard.BillOfMaterials;

/// <summary>Why no bill can be written, for people.</summary>
internal sealed class BillException : Exception
{
    public BillException()
    {
    }

    public BillException(string message)
        : base(message)
    {
    }

    public BillException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

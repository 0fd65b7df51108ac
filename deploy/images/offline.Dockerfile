# A pipeline image with models baked in: the build context is a directory of models as "recto models pull" fills it.
ARG PIPELINE_IMAGE
FROM ${PIPELINE_IMAGE}
COPY *.onnx /models/
